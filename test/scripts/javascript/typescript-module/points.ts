import { blobs } from '../data/blobs.js';

export interface Points {
  points: [number, number][];
  classes: number[];
}

export const makePoints = (count: number): Points => blobs(count) as Points;
