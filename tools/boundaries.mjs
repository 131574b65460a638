// Fails when a project uses what its layer or flow may not, when files import each other in a circle, when an import
// reaches past another project's index, or when something is allowed that nothing needs. Reads the Nx project graph of the folder it is started in.
process.env.NX_DAEMON = 'false';
const { boundaryFaults, staleAllowances } = await import('../libs/testing/tidy/src/boundary-rules.ts');
const { readWorkspace } = await import('../libs/testing/tidy/src/workspace.ts');

const { projects, edges, faults } = await readWorkspace().catch((error) => {
  const causes = Array.isArray(error.errors) ? error.errors : [error];
  return { projects: [], edges: [], faults: causes.map((cause) => cause.message) };
});
const all = [...boundaryFaults(projects, edges), ...staleAllowances(projects, edges), ...faults];
for (const fault of all) console.error(fault);
console.error(`${projects.length} projects, ${edges.length} edges, ${all.length} faults`);
process.exit(all.length === 0 && projects.length > 0 ? 0 : 1);
