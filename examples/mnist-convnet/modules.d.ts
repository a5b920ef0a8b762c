/** The native package has the types of the plain one; here they are known before it is installed. */
declare module '@tensorflow/tfjs-node' {
  export * from '@tensorflow/tfjs';
}

declare module 'mnist' {
  const mnist: { set(training: number, test: number): { training: Digit[]; test: Digit[] } };
  export default mnist;

  interface Digit {
    input: number[];
    output: number[];
  }
}
