import sys

from puncta.calibration.command import main

sys.exit(main())
