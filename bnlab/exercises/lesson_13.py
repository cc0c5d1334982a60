"""Exercises of lesson 13: where it fails, and what then."""

import numpy as np

from . import Function, Value
from .drawing import of_both_signs

spread_after_pairs = Value(
    title="what pairs leave behind",
    task="""
        Over all images a unit's z has variance 8. A network with this unit trains with mini-batches
        of two, drawn at random. Its running variance averages their σ² (with 1/m, as in `bnlab`).
        After long training, which standard deviation has the unit's z_norm over all images at test
        time? (Three digits; ε is too small to count.)
        """,
    right=np.sqrt(2),
    kind="a number",
    rtol=0.005,
    slips={
        """that would be right if the running variance were 8. The σ² of a pair is too small on
        average (lesson 06): by which factor?""": (1,),
        "that is the variance of z_norm; the task asks for the standard deviation.": (2,),
        """the other way round: the running variance is too small, so dividing by its root makes
        z_norm too large.""": (0.7071,),
        "that is how much of the variance a pair shows. What does z_norm come out as?": (0.5,),
        "that is what the running variance becomes. What does z_norm come out as?": (4,),
        "that is the standard deviation of z itself, before it is divided.": (2.828,),
        "that is the variance of z. What is divided by what?": (8,),
        """a pair's σ² is (m − 1)/m of the true variance on average; here it is not
        (m + 1)/m.""": (0.8165,),
    },
    hints=[
        "What is the σ² of a pair on average, if the variance over all images is 8?",
        "(m − 1)/m · 8 = 4. At test time z, of variance 8, is divided by the root of that.",
    ],
    solution="√(8/4) = 1.414: the running variance is 4 on average, since (m − 1)/m is 1/2.",
    why="""test time finds z_norm 41 % too large in the first layer, and other sizes in the next.
    The paper's m/(m − 1) (`unbiased=True`) or averages of the whole training set repair it; that
    training saw nothing but ±1 they don't.""",
)


layer_norm = Function(
    title="layer norm",
    task="""
        Write layer norm: each *image* gets mean 0 and variance 1 over its n units; then γ and β of
        each unit, (n, 1), as in batch norm. `z` is (n, m); ε is added to the variance (1/n) inside
        the root. Return z̃.
        """,
    stub="""
        def layer_norm(z, gamma, beta, eps):
            mu = ...
            var = ...
            z_norm = ...
            return gamma * z_norm + beta
        """,
    solution="""
        def layer_norm(z, gamma, beta, eps):
            mu = z.mean(axis=0)
            var = z.var(axis=0)
            z_norm = (z - mu) / np.sqrt(var + eps)
            return gamma * z_norm + beta
        """,
    returns=("z_tilde",),
    cases=lambda rng: [_batch(rng, n, m) for n, m in ((3, 3), (4, 2), (2, 5))],
    slips="""
        this is batch norm: a mean for each unit, over the images. Layer norm has one for each
        image, over the units.
            z.mean(axis=0) -> z.mean(axis=1, keepdims=True); z.var(axis=0) -> z.var(axis=1,
                keepdims=True)
            return bn.batchnorm_forward(z, gamma, beta, eps)[0]
        a mean for each unit, laid out as a row: it is subtracted from images.
            axis=0 -> axis=1
        one mean for all numbers of z: each image has its own.
            z.mean(axis=0) -> z.mean(); z.var(axis=0) -> z.var()
            z.mean(axis=0) -> z.mean()
            z.var(axis=0) -> z.var()
        only one of the two is over the units: the mean and the variance are of the same numbers.
            z.mean(axis=0) -> z.mean(axis=1, keepdims=True)
            z.var(axis=0) -> z.var(axis=1, keepdims=True)
        the mean is not subtracted.
            (z - mu) -> z
        the mean is added where it should be subtracted.
            z - mu -> z + mu
        divided by the variance: its root is missing.
            np.sqrt(var + eps) -> (var + eps)
            np.sqrt(var + eps) -> var
        ε is missing.
            drop + eps
        ε stands outside the root.
            np.sqrt(var + eps) -> (np.sqrt(var) + eps)
        the variance is divided by n − 1: here it is 1/n.
            z.var(axis=0) -> z.var(axis=0, ddof=1)
        γ or β is missing.
            drop gamma *
            drop + beta
            return gamma * z_norm + beta -> return z_norm
        γ and β have changed places.
            gamma * z_norm + beta -> beta * z_norm + gamma
        γ and β belong to the units: columns (n, 1), not a row.
            gamma * z_norm + beta -> gamma.ravel() * z_norm.T + beta.ravel()
        multiplied by the root where it should be divided.
            / np.sqrt -> * np.sqrt
        """,
    hints=[
        "In batch norm's lines the axis is 1, the images. Which one are the units?",
        "`z.mean(axis=0)` has one number for each column, so for each image.",
    ],
    why="""axis=0 in place of axis=1, and no image depends on another any more: m = 1 works, test
    time is training, and there are no running averages.""",
)


images_by_channel = Function(
    title="batch norm of images, in one reshape",
    task="""
        A convolution gives every image a few *channels*, each a picture: `z` is (channels, height,
        width, m). Batch norm has one μ, σ², γ, β for each channel, over all pixels of all images.
        `gamma` and `beta` are (channels, 1). Return z̃, of z's shape. (`bn.batchnorm_forward` is at
        hand.)
        """,
    stub="""
        def batchnorm_of_images(z, gamma, beta, eps):
            rows = ...
            z_tilde = bn.batchnorm_forward(rows, gamma, beta, eps)[0]
            return z_tilde
        """,
    solution="""
        def batchnorm_of_images(z, gamma, beta, eps):
            rows = z.reshape(len(gamma), -1)
            z_tilde = bn.batchnorm_forward(rows, gamma, beta, eps)[0]
            return z_tilde.reshape(z.shape)
        """,
    returns=("z_tilde",),
    cases=lambda rng: [
        _images(rng, *shape) for shape in ((2, 3, 2, 4), (3, 2, 2, 3), (2, 2, 2, 2))
    ],
    slips="""
        each pixel has a μ of its own here, over the images. A channel's pixels share one: the same
        filter made them all.
            return _by_pixel(z, gamma, beta, eps)
            return _normalized(z, gamma, beta, eps, (3,))
        each image is normalised by itself, channel by channel. That is called instance norm; batch
        norm takes all images together.
            return _normalized(z, gamma, beta, eps, (1, 2))
        each image is normalised by itself, over all its channels: layer norm.
            return _normalized(z, gamma, beta, eps, (0, 1, 2))
        one μ for all channels: each has its own.
            return _normalized(z, gamma, beta, eps, (0, 1, 2, 3))
        μ and σ² are taken over the channels; each channel has its own, over everything else.
            return _normalized(z, gamma, beta, eps, (0,))
        μ and σ² are taken over one direction of the picture; over height, width and images.
            return _normalized(z, gamma, beta, eps, (1,))
            return _normalized(z, gamma, beta, eps, (2,))
            return _normalized(z, gamma, beta, eps, (1, 3))
            return _normalized(z, gamma, beta, eps, (2, 3))
        the numbers are right, but still in rows: give them z's shape again.
            z_tilde.reshape(z.shape) -> z_tilde
        `reshape` keeps the order of the numbers. You cut z from the other end, so that a row holds
        numbers of several channels.
            return bn.batchnorm_forward(z.reshape(-1, len(gamma)).T, gamma, beta,
                eps)[0].T.reshape(z.shape)
            return bn.batchnorm_forward(z.reshape(-1, len(gamma)).T, gamma, beta,
                eps)[0].reshape(z.shape)
            rows = z.reshape(len(gamma), -1) -> rows = z.T.reshape(len(gamma), -1)
            rows = z.reshape(len(gamma), -1) -> rows = z.reshape(len(gamma), -1, order="F")
        the axes come back in another order: the rows were right.
            z_tilde.reshape(z.shape) -> z_tilde.reshape(z.shape, order="F")
            z_tilde.reshape(z.shape) -> z_tilde.reshape(z.shape[::-1]).T
        `bn.batchnorm_forward` takes a matrix, and four axes are too many: one row for each channel.
            rows = z.reshape(len(gamma), -1) -> rows = z
        γ and β are left out.
            bn.batchnorm_forward(rows, gamma, beta, eps) -> bn.batchnorm_forward(rows,
                np.ones_like(gamma), np.zeros_like(beta), eps)
        γ and β have changed places.
            rows, gamma, beta, eps -> rows, beta, gamma, eps
        `eps` is not handed on: the default is another one.
            rows, gamma, beta, eps) -> rows, gamma, beta)
        """,
    hints=[
        "The rows of a matrix are what gets a μ of its own; its columns are what is averaged.",
        "`z.reshape(channels, -1)` lays all pixels of all images of a channel in one row.",
    ],
    why="""one reshape there and one back, and it is the batch norm that you know. With 16 × 16
    pixels even two images make 512 numbers for each μ, which is why small mini-batches hurt less in
    the first layers of a convolution network.""",
)


group_norm = Function(
    title="group norm",
    task="""
        Write `group_norm(z, gamma, beta, groups, eps)`. The n units are cut into `groups` groups of
        n/groups neighbours; each image gets mean 0 and variance 1 over each group. `z` is (n, m),
        γ and β are (n, 1) as ever, ε is added to the variance (1/count) inside the root. Return z̃,
        (n, m). No stub this time.
        """,
    stub="",
    solution="""
        def group_norm(z, gamma, beta, groups, eps):
            grouped = z.reshape(groups, -1, z.shape[1])
            mu = grouped.mean(axis=1, keepdims=True)
            var = grouped.var(axis=1, keepdims=True)
            z_norm = (grouped - mu) / np.sqrt(var + eps)
            return gamma * z_norm.reshape(z.shape) + beta
        """,
    returns=("z_tilde",),
    cases=lambda rng: [
        (*_batch(rng, n, m)[:3], groups, 0.1) for n, m, groups in ((6, 3, 2), (6, 2, 3), (8, 8, 2))
    ],
    slips="""
        one mean for each image over all n units: that is layer norm. Each group has its own.
            grouped = z.reshape(groups, -1, z.shape[1]) -> grouped = z.reshape(1, -1, z.shape[1])
        the mean is over the images: with or without groups that is batch norm.
            axis=1, -> axis=2,
            return bn.batchnorm_forward(z, gamma, beta, eps)[0]
        the mean is over a group *and* the images: an image must not depend on the others.
            axis=1, -> axis=(1, 2),
        the mean is over the groups: over the units within a group.
            axis=1, -> axis=0,
        one mean for everything: each image and each group has its own.
            axis=1, -> axis=None,
        the groups have `groups` units each; there should be `groups` of them.
            z.reshape(groups, -1, z.shape[1]) -> z.reshape(-1, groups, z.shape[1])
        every so manyth unit makes a group; a group holds neighbours.
            grouped = z.reshape(groups, -1, z.shape[1]) -> grouped = z.reshape(-1, groups,
                z.shape[1]).swapaxes(0, 1); z_norm.reshape(z.shape) -> z_norm.swapaxes(0,
                1).reshape(z.shape)
        the mean is not subtracted.
            (grouped - mu) -> grouped
        the mean is added where it should be subtracted.
            grouped - mu -> grouped + mu
        divided by the variance: its root is missing.
            np.sqrt(var + eps) -> (var + eps)
        ε is missing.
            drop + eps
        ε stands outside the root.
            np.sqrt(var + eps) -> (np.sqrt(var) + eps)
        the variance is divided by one less than the number of units in a group.
            keepdims=True) ¶ z_norm -> keepdims=True, ddof=1) ¶ z_norm
            grouped.var(axis=1, keepdims=True) -> grouped.var(axis=1, keepdims=True, ddof=1)
        γ or β is missing.
            drop gamma *
            drop + beta
            return gamma * z_norm.reshape(z.shape) + beta -> return z_norm.reshape(z.shape)
        γ and β have changed places.
            gamma * z_norm.reshape(z.shape) + beta -> beta * z_norm.reshape(z.shape) + gamma
        the numbers are normalised in groups, but returned in three axes, or without γ and β: z̃ is
        (n, m).
            return gamma * z_norm.reshape(z.shape) + beta -> return z_norm
        z is cut into groups of images; the groups are of units.
            return _groups_of_images(z, gamma, beta, groups, eps)
        """,
    hints=[
        "`z.reshape(groups, n // groups, m)`: which axis are now the units of a group?",
        "Layer norm with an axis more. Give the result z's shape again before γ and β.",
    ],
    why="""groups=1 is layer norm. With several groups one loud unit disturbs only its neighbours;
    networks for images use it where memory allows no more than a few images at a time.""",
)


def _batch(rng, n, m):
    """z, γ, β and a large ε, so that a forgotten one shows; no mean is 0, no spread 1."""
    z = of_both_signs(rng, (n, 1)) + rng.uniform(0.3, 3, (n, 1)) * rng.normal(size=(n, m))
    return z + 1, of_both_signs(rng, (n, 1)), of_both_signs(rng, (n, 1)), 0.1


def _images(rng, channels, height, width, m):
    z = rng.normal(1, 2, (channels, height, width, m)) + of_both_signs(rng, (channels, 1, 1, 1))
    return z, of_both_signs(rng, (channels, 1)), of_both_signs(rng, (channels, 1)), 0.1


def _normalized(z, gamma, beta, eps, axes):
    """Images over other axes than batch norm's."""
    z_norm = (z - z.mean(axis=axes, keepdims=True)) / np.sqrt(z.var(axis=axes, keepdims=True) + eps)
    return gamma[:, :, None, None] * z_norm + beta[:, :, None, None]


def _by_pixel(z, gamma, beta, eps):
    return _normalized(z, gamma, beta, eps, (3,))


def _groups_of_images(z, gamma, beta, groups, eps):
    parts = np.array_split(z, groups, axis=1)
    z_norm = [
        (part - part.mean(axis=1, keepdims=True)) / np.sqrt(part.var(axis=1, keepdims=True) + eps)
        for part in parts
    ]
    return gamma * np.hstack(z_norm) + beta
