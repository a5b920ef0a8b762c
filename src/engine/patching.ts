import type { EngineContext } from './context';

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
