export function report(file: string): string {
  return file;
}
