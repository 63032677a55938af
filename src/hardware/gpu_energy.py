"""Reads the energy counters of NVIDIA's GPUs for the server, which has no other way to call NVML.

Says one line of JSON at the start (`{"gpus": [names]}`, or `{"absent": reason}` and ends), then for each line that it
hears one more with all counters (`{"millijoules": [...]}`, in the order of the names, or `{"unreadable": reason}`).
Ends with its input, so that it does not outlive whoever asks.
"""

import ctypes
import json
import sys

LIBRARY = "libnvidia-ml.so.1"
NAME_BYTES = 96
SUCCESS = 0


class NvmlError(Exception):
    """What the library answered, in its own words."""


class Nvml:
    """The five functions that are needed, by hand: no package has to be installed for them."""

    def __init__(self):
        self._library = ctypes.CDLL(LIBRARY)
        self._library.nvmlErrorString.restype = ctypes.c_char_p
        self._call("nvmlInit_v2")

    def devices(self):
        count = ctypes.c_uint()
        self._call("nvmlDeviceGetCount_v2", ctypes.byref(count))
        return [self._device(index) for index in range(count.value)]

    def name(self, device):
        name = ctypes.create_string_buffer(NAME_BYTES)
        self._call("nvmlDeviceGetName", device, name, ctypes.c_uint(NAME_BYTES))
        return name.value.decode(errors="replace")

    def millijoules(self, device):
        """Since the driver was loaded; Volta and newer."""
        energy = ctypes.c_ulonglong()
        self._call("nvmlDeviceGetTotalEnergyConsumption", device, ctypes.byref(energy))
        return energy.value

    def _device(self, index):
        device = ctypes.c_void_p()
        self._call("nvmlDeviceGetHandleByIndex_v2", ctypes.c_uint(index), ctypes.byref(device))
        return device

    def _call(self, name, *arguments):
        answer = getattr(self._library, name)(*arguments)
        if answer != SUCCESS:
            said = self._library.nvmlErrorString(answer) or b"unknown error"
            raise NvmlError(f"{name}: {said.decode(errors='replace')}")


def say(message):
    print(json.dumps(message), flush=True)


def read_all(nvml, devices):
    try:
        return {"millijoules": [nvml.millijoules(device) for device in devices]}
    except (AttributeError, NvmlError) as error:
        return {"unreadable": str(error)}


def main():
    try:
        nvml = Nvml()
        devices = nvml.devices()
        names = [nvml.name(device) for device in devices]
    except (AttributeError, OSError, NvmlError) as error:
        say({"absent": str(error)})
        return
    if not devices:
        say({"absent": "the driver shows no GPU"})
        return
    say({"gpus": names})
    for _ in sys.stdin:
        say(read_all(nvml, devices))


if __name__ == "__main__":
    main()
