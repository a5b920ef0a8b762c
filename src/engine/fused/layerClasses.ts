import type { EngineContext } from '../context';

/** A layer class of TensorFlow.js, whose `call` computes the outputs. */
export interface LayerClass<Call> {
  prototype: { call: Call };
}

interface Registry {
  classNameMap: Record<string, [layerClass: unknown, fromConfig: unknown] | undefined>;
}

/**
 * Hands out a layer class by the name it has in saved models: at once, or when tfjs-layers is loaded later (a script
 * may load tfjs-core alone first). TensorFlow.js registers every layer class with tfjs-core, so the engine needs no
 * more than that.
 */
export function whenLayerLoads<Call>(
  { tf }: EngineContext,
  className: string,
  use: (layerClass: LayerClass<Call>) => void,
): void {
  const { SerializationMap } = tf.serialization;
  const find = (): LayerClass<Call> | undefined =>
    (SerializationMap.getMap() as unknown as Registry).classNameMap[className]?.[0] as
      LayerClass<Call> | undefined;
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
