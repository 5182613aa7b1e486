"""The open fonts this house sets its type in, as published on npm by Fontsource (all SIL OFL 1.1)."""

import subprocess
import tarfile
from pathlib import Path

VERSION = "5.3.0"
LICENSES = {
    "archivo": "OFL-Archivo.txt",
    "brygada-1918": "OFL-Brygada1918.txt",
    "league-gothic": "OFL-LeagueGothic.txt",
    "schibsted-grotesk": "OFL-SchibstedGrotesk.txt",
}


def unpack(family: str, into: Path) -> Path:
    """The folder of the package's files; fetched with `npm pack`, which checks the registry's integrity hash."""
    target = into / family
    if not target.exists():
        package = f"@fontsource-variable/{family}@{VERSION}"
        into.mkdir(parents=True, exist_ok=True)
        packed = subprocess.run(
            ["npm", "pack", "--silent", package], cwd=into, check=True, capture_output=True, text=True
        )
        with tarfile.open(into / packed.stdout.strip()) as archive:
            archive.extractall(target, filter="data")
    return target / "package"
