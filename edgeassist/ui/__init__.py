# SPDX-License-Identifier: Apache-2.0
"""The Qt shell: main window, rail, models page, status strip. Holds no policy: it shows values and emits wishes."""
