"""Quick look: whole training steps of the named networks, bnlab against whoever is installed.

python benchmarks/steps.py --nets small paper --dtypes float64 --against torch --rounds 15
"""

import argparse

import nets
import race


def main():
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--nets", nargs="+", default=list(nets.NETS), choices=nets.NETS)
    ask.add_argument("--dtypes", nargs="+", default=list(nets.DTYPES), choices=nets.DTYPES)
    ask.add_argument("--optimizers", nargs="+", default=["Adam"], choices=nets.OPTIMIZERS)
    ask.add_argument("--against", nargs="*", default=["torch", "jax", "tensorflow"])
    ask.add_argument("--no-batchnorm", action="store_true")
    ask.add_argument("--rounds", type=int, default=15)
    ask.add_argument("--core", type=int, help="pin all to this core")
    ask.add_argument("--wall", action="store_true", help="wall time instead of CPU time")
    ask.add_argument("--forced-kernels", action="store_true", help="keep OPENBLAS_CORETYPE")
    said = ask.parse_args()

    contestants = race.start(
        ["bnlab", *said.against], core=said.core, own_kernels=not said.forced_kernels
    )
    print("; ".join(f"{c.library} {c.version}" for c in contestants))
    print("μs a step, then times bnlab's step takes: median (quartiles of the rounds)")
    for net in said.nets:
        for dtype in said.dtypes:
            for optimizer in said.optimizers:
                case = nets.case(net, dtype, optimizer, not said.no_batchnorm)
                clock = "wall" if said.wall else "cpu"
                seconds = race.race(contestants, "step", case, said.rounds, clock)
                print(f"\n{net} {dtype} {optimizer}{' no BN' * said.no_batchnorm}", flush=True)
                for key, (low, middle, high) in race.ratios(seconds, ("bnlab", "step")).items():
                    time = 1e6 * race.quartiles(seconds[key])[1]
                    name = " ".join(key)
                    print(f"  {name:20} {time:9.1f}  {middle:5.2f} ({low:.2f}–{high:.2f})")
    for c in contestants:
        c.close()


if __name__ == "__main__":
    main()
