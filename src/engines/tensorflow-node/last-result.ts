/** What a step left behind. */
import type { Framework, Tensor } from './framework';

/** The tensor that the last step produced; earlier ones are freed, so memory stays constant over steps. */
export class LastResult {
  #tensor: Tensor | null = null;

  constructor(private readonly framework: Framework) {}

  replace(tensor: Tensor): void {
    this.#tensor?.dispose();
    this.#tensor = tensor;
  }

  /** Reads one element back: the operations before it have then really run. */
  synchronise(): void {
    const { tf } = this.framework;
    const tensor = this.#tensor;
    if (tensor === null) return;
    tf.tidy(() =>
      (tensor.rank === 0
        ? tensor
        : tf.slice(
            tensor,
            tensor.shape.map(() => 0),
            tensor.shape.map(() => 1),
          )
      ).dataSync(),
    );
  }

  read(): ArrayLike<number> {
    return this.#tensor?.dataSync() ?? [];
  }
}
