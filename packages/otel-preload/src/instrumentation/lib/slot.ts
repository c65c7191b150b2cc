/** Makes `this` of a class below it the object that it is given. */
export const Foreign = function (target: object): object {
  return target;
} as unknown as new (target: object) => object;

export interface Slot<T> {
  get(target: object): T | undefined;
  set(target: object, value: T): void;
}

/**
 * A place on objects that are not ours. A private field instead of a `WeakMap`, whose entries the garbage collector has to
 * go through one by one, and instead of a symbol, which `console.log(request)` would show.
 */
export function createSlot<T>(): Slot<T> {
  class Stamped extends Foreign {
    #value: T;

    constructor(target: object, value: T) {
      super(target);
      this.#value = value;
    }

    static get(target: object): T | undefined {
      return #value in target ? target.#value : undefined;
    }

    static set(target: object, value: T): void {
      if (#value in target) target.#value = value;
      else Reflect.construct(Stamped, [target, value]);
    }
  }
  return Stamped;
}
