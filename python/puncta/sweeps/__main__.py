import sys

from puncta.sweeps.command import main

sys.exit(main())
