"""Looks what the lock files name up among known vulnerabilities: ends with 0 for none, 1 for some, 2 where nobody could be asked."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = [ROOT / "requirements" / name for name in ("run.txt", "dev.txt", "spark.txt")]
SOMETHING_FOUND, NOBODY_ASKED = 1, 2


def look_up(lock: Path, *options: str) -> int:
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--format", "json"]
    done = subprocess.run(
        [*command, "--progress-spinner", "off", "-r", str(lock), *options],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        # It ends before it has anything to tell when the other side does not answer.
        print(
            f"{lock.name}: nothing was looked up, the list of known vulnerabilities does not answer from here:"
        )
        print(f"  {(done.stderr.strip().splitlines() or ['?'])[-1]}")
        return NOBODY_ASKED
    unknown = [package["name"] for package in packages if "skip_reason" in package]
    if len(unknown) == len(packages):
        # A mirror of the index of packages serves the packages, and knows nothing of vulnerabilities.
        print(f"{lock.name}: nothing was looked up, what answers from here knows of no package.")
        print('  pypi.org must be reached itself, or api.osv.dev with ARGS="-s osv".')
        return NOBODY_ASKED
    if unknown:
        print(f"{lock.name}: not known there: {', '.join(unknown)}")
    faults = [(package, fault) for package in packages for fault in package.get("vulns", [])]
    for package, fault in faults:
        mended = ", ".join(fault["fix_versions"]) or "nothing yet"
        print(f"{lock.name}: {package['name']} {package['version']}: {fault['id']}, mended in {mended}")
    print(f"{lock.name}: {len(faults)} known vulnerabilities in {len(packages) - len(unknown)} packages")
    return SOMETHING_FOUND if faults else 0


if __name__ == "__main__":
    sys.exit(max([look_up(lock, *sys.argv[1:]) for lock in LOCKS]))
