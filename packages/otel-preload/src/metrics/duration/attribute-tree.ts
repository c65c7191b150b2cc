import type { Attributes } from "@opentelemetry/api";

interface Node<T> {
  readonly branches: Map<unknown, Node<T>>;
  value: T | undefined;
}

/** Beyond so many it is grown anew: values that are always other ones must not fill the memory. */
const maxNodes = 30_000;

const newNode = <T>(): Node<T> => ({ branches: new Map(), value: undefined });

/** Finds what belongs to attributes key by key and value by value, in the order in which they stand: no text is made, nothing is sorted. */
export class AttributeTree<T> {
  private root: Node<T> = newNode();
  private nodes = 0;

  get(attributes: Attributes): T | undefined {
    let node: Node<T> | undefined = this.root;
    for (const key in attributes) {
      const value = attributes[key];
      if (value === undefined) continue;
      node = node.branches.get(key)?.branches.get(value);
      if (node === undefined) return undefined;
    }
    return node.value;
  }

  set(attributes: Attributes, value: T): void {
    if (this.nodes > maxNodes) {
      this.root = newNode();
      this.nodes = 0;
    }
    let node = this.root;
    for (const key in attributes) {
      if (attributes[key] !== undefined) node = this.below(this.below(node, key), attributes[key]);
    }
    node.value = value;
  }

  private below(node: Node<T>, branch: unknown): Node<T> {
    let next = node.branches.get(branch);
    if (next === undefined) {
      next = newNode();
      node.branches.set(branch, next);
      this.nodes++;
    }
    return next;
  }
}
