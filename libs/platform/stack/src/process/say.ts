/** Where a part tells a person what it is doing: one line at a time, without a line end. */
export type Say = (line: string) => void;

export const silent: Say = () => {};
