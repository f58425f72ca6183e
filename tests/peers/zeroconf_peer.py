"""python-zeroconf as a peer of the live tests: publishes an instance, or prints what it sees.

    zeroconf_peer.py publish HOST NAME TYPE PORT [KEY[=VALUE]...]
    zeroconf_peer.py browse TYPE

TYPE is `_caldav._tcp`. Each event is one line of JSON. The end of the standard input, or a
signal, ends it with a goodbye.
"""

import json
import signal
import socket
import sys
import threading

import ifaddr
from zeroconf import InterfaceChoice, IPVersion, ServiceBrowser, ServiceInfo, ServiceListener, Zeroconf


def say(**event):
    print(json.dumps(event), flush=True)


def addresses():
    """Each address of the host's interfaces but the loopback's, as octets."""
    found = []
    for adapter in ifaddr.get_adapters():
        if adapter.name == "lo":
            continue
        for address in adapter.ips:
            if address.is_IPv4:
                found.append(socket.inet_pton(socket.AF_INET, address.ip))
            else:
                found.append(socket.inet_pton(socket.AF_INET6, address.ip[0]))
    return found


def txt_record(entries):
    """The strings in the order given; an entry without `=` stays without."""
    octets = b"".join(bytes([len(entry.encode())]) + entry.encode() for entry in entries)
    return octets or b"\0"


class Listener(ServiceListener):
    def add_service(self, zeroconf, service_type, name):
        info = zeroconf.get_service_info(service_type, name, timeout=5000)
        if info is None:
            say(event="unresolved", instance=name)
            return
        say(
            event="added",
            instance=name,
            host=info.server,
            port=info.port,
            addresses=info.parsed_scoped_addresses(),
            txt_hex=info.text.hex(),
        )

    def update_service(self, zeroconf, service_type, name):
        pass

    def remove_service(self, zeroconf, service_type, name):
        say(event="removed", instance=name)


def main(verb, *arguments):
    # A signal is an ordinary end: the goodbye below is what the tests look at.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(0))
    zeroconf = Zeroconf(interfaces=InterfaceChoice.All, ip_version=IPVersion.All)
    try:
        if verb == "publish":
            host, name, service_type, port, *entries = arguments
            info = ServiceInfo(
                f"{service_type}.local.",
                f"{name}.{service_type}.local.",
                addresses=addresses(),
                port=int(port),
                properties=txt_record(entries),
                server=f"{host}.local.",
            )
            zeroconf.register_service(info)
            say(event="registered", instance=info.name)
        elif verb == "browse":
            ServiceBrowser(zeroconf, f"{arguments[0]}.local.", Listener())
            say(event="browsing")
        else:
            sys.exit(f"unknown verb `{verb}`, expected `publish` or `browse`")
        closed = threading.Event()
        threading.Thread(target=lambda: (sys.stdin.read(), closed.set()), daemon=True).start()
        closed.wait()
    finally:
        zeroconf.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
