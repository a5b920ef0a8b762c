/** What esbuild takes in besides code: an icon arrives as its text, a style sheet becomes a file of its own. */
declare module '*.svg' {
  const text: string;
  export default text;
}
declare module '*.css';
