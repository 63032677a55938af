"""A multilayer perceptron as TensorFlow's guides write it: variables in a tf.Module, one tf.function."""

from __future__ import annotations

import itertools

import tensorflow as tf

from script_loop import asked, serve


class Mlp(tf.Module):
    def __init__(self, widths: list[int]) -> None:
        super().__init__()
        self.layers = [
            (tf.Variable(tf.random.normal((n, m), stddev=0.05)), tf.Variable(tf.zeros(m)))
            for n, m in itertools.pairwise(widths)
        ]

    def __call__(self, x: tf.Tensor) -> tf.Tensor:
        for kernel, bias in self.layers[:-1]:
            x = tf.nn.relu(tf.matmul(x, kernel) + bias)
        kernel, bias = self.layers[-1]
        return tf.matmul(x, kernel) + bias


def main() -> None:
    shape = asked()
    tf.config.threading.set_intra_op_parallelism_threads(shape["threads"])
    tf.config.threading.set_inter_op_parallelism_threads(shape["threads"])
    model = Mlp([shape["inputs"], shape["hidden1"], shape["hidden2"], shape["classes"]])
    size = shape["batchSize"]
    data = [(tf.random.normal((size, shape["inputs"])), tf.zeros(size, tf.int32)) for _ in range(shape["batches"])]
    batches = itertools.cycle(data)
    if shape["task"] == "INFERENCE":
        infer = tf.function(model.__call__)
        serve(lambda: infer(next(batches)[0]))
        return
    first = [tf.Variable(tf.zeros_like(variable)) for variable in model.trainable_variables]
    second = [tf.Variable(tf.zeros_like(variable)) for variable in model.trainable_variables]
    power1, power2 = tf.Variable(0.9), tf.Variable(0.999)

    @tf.function
    def train(x: tf.Tensor, target: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=target, logits=model(x))
            loss = tf.reduce_mean(losses)
        gradients = tape.gradient(loss, model.trainable_variables)
        for variable, m, v, gradient in zip(model.trainable_variables, first, second, gradients, strict=True):
            tf.raw_ops.ResourceApplyAdam(
                var=variable.handle,
                m=m.handle,
                v=v.handle,
                beta1_power=power1,
                beta2_power=power2,
                lr=1e-3,
                beta1=0.9,
                beta2=0.999,
                epsilon=1e-8,
                grad=gradient,
            )
        power1.assign(power1 * 0.9)
        power2.assign(power2 * 0.999)
        return loss

    serve(lambda: train(*next(batches)))


if __name__ == "__main__":
    main()
