"""Runs every module of this package that has `run()`, or those named as arguments."""

import importlib
import pkgutil
import sys

import bench


def main(names: list[str]) -> None:
    known = sorted(
        module.name for module in pkgutil.iter_modules(bench.__path__) if not module.name.startswith("_")
    )
    for name in names or known:
        if name not in known:
            raise SystemExit(f"no benchmark “{name}”; there are: {', '.join(known)}")
        importlib.import_module(f"bench.{name}").run()


if __name__ == "__main__":
    main(sys.argv[1:])
