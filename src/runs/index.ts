export * from './events';
export * from './run';
export * from './store';
export * from './export';
export * from './imported';
