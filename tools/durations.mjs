// How long each project's tests took, out of what nx and jest print.

/** Takes the lines of the output; `lines` are the projects with their times, the slowest first. */
export function makeDurations() {
  const seconds = new Map();
  let project;
  return {
    take(line) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: nx and jest colour what they print.
      const plain = line.replaceAll(/\u001b\[[\d;]*m/g, '');
      project = /^> nx run @?([^\s:]+):test/.exec(plain)?.[1] ?? project;
      const time = /^Time:\s+([\d.]+) (ms|s|m)\b/.exec(plain);
      if (time === null || project === undefined) return;
      const unit = { ms: 0.001, s: 1, m: 60 }[time[2]];
      // A failing suite's summary is printed twice.
      seconds.set(project, Number(time[1]) * unit);
    },
    get lines() {
      return [...seconds]
        .sort(([, a], [, b]) => b - a)
        .map(([name, time]) => `${time.toFixed(1).padStart(7)} s  ${name}`);
    },
  };
}
