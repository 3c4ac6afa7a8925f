import sys

from puncta.report.command import main

sys.exit(main())
