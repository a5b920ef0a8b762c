/** How our code takes the place of TensorFlow.js's: for a kernel's gradient, and in a class of tfjs-layers. */
import type { GradConfig, NamedAttrMap, Tensor } from '@tensorflow/tfjs';
import { areFloats, type EngineContext } from './context';

type Gradients = ReturnType<GradConfig['gradFunc']>;

/** Replaces the gradient of one kernel where `gradFunc` gives one; else, and on other backends, the original runs. */
export function replaceGradient(
  engine: EngineContext,
  kernelName: string,
  gradFunc: (dy: Tensor, saved: Tensor[], attributes: NamedAttrMap) => Gradients | undefined,
): void {
  const { tf } = engine;
  const original = tf.getGradient(kernelName);
  if (original === undefined) return;
  tf.unregisterGradient(kernelName);
  tf.registerGradient({
    ...original,
    gradFunc: (dy, saved, attributes) => {
      const ours =
        engine.active && areFloats(dy as Tensor) ? gradFunc(dy as Tensor, saved, attributes) : undefined;
      return ours ?? original.gradFunc(dy, saved, attributes);
    },
  });
}

/** A weight of a layer, as tfjs-layers keeps it. */
export interface LayerWeight {
  read(): Tensor;
  write(value: Tensor): void;
}

interface Registry {
  classNameMap: Record<string, [registered: unknown, fromConfig: unknown] | undefined>;
}

/**
 * Hands out a class of tfjs-layers (a layer, the model) by the name it has in saved models: at once, or when
 * tfjs-layers is loaded later (a script may load tfjs-core alone first). All of them are registered with tfjs-core, so
 * the engine needs no more than that.
 */
export function whenClassLoads<Prototype>(
  { tf }: EngineContext,
  className: string,
  use: (found: { prototype: Prototype }) => void,
): void {
  const { SerializationMap } = tf.serialization;
  const find = (): { prototype: Prototype } | undefined =>
    (SerializationMap.getMap() as unknown as Registry).classNameMap[className]?.[0] as
      { prototype: Prototype } | undefined;
  const loaded = find();
  if (loaded !== undefined) {
    use(loaded);
    return;
  }
  const register = SerializationMap.register;
  let waiting = true;
  SerializationMap.register = (layerClass) => {
    register(layerClass);
    const found = waiting ? find() : undefined;
    if (found === undefined) return;
    waiting = false;
    use(found);
  };
}
