export const JOBS = Symbol('suanpan.admin.jobs');
export const JOB_RUNNER = Symbol('suanpan.admin.job-runner');
