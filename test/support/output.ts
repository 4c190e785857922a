/** Takes what this process prints, line by line, instead of printing it. */
export function captureOutput(): { readonly lines: string[]; restore(): void } {
  const lines: string[] = [];
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    lines.push(...String(chunk).split('\n').slice(0, -1));
    return true;
  });
  return { lines, restore: () => write.mockRestore() };
}
