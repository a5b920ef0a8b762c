import { describe, expect, it } from 'vitest';
import { sites } from './parser';

describe('a framework that is imported in a list with others', () => {
  it('is Keras, whose training and schedule are found', () => {
    const found = sites(
      'import numpy as np, keras\nmodel.fit(x, y, callbacks=[keras.callbacks.ReduceLROnPlateau()])\n',
    );
    expect(found.training).toHaveLength(1);
    expect(found.ownSchedules).toHaveLength(1);
  });

  it('is fastai, whose training is found', () => {
    expect(sites('import os, fastai.vision.all as fv\nlearn.fit_one_cycle(3)\n').training).toHaveLength(1);
  });

  it('is not taken from the names that are imported from elsewhere', () => {
    expect(sites('from mine import keras\nmodel.fit(x, y)\n').training).toHaveLength(0);
  });
});
