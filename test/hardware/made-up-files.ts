/** Files of a system that was made up, as a function that reads them; others are not there. */
export function filesOf(files: Readonly<Record<string, string>>) {
  return (file: string): string => {
    const text = files[file];
    if (text === undefined) throw new Error('ENOENT');
    return text;
  };
}
