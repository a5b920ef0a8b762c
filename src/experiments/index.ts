export * from './session';
export * from './rangeTest';
