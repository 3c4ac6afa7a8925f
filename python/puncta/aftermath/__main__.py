import sys

from puncta.aftermath.command import main

sys.exit(main())
