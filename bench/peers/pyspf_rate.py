"""How many checks a second pyspf makes: pyspf_rate.py PORT ADDRESS SENDER SECONDS {cached|asked}.

cached: the answers stand in a table, so that nothing is asked; asked: each check asks the server on the port.
"""
import sys
import time

import dns.resolver
import spf

port, address, sender, seconds, mode = int(sys.argv[1]), sys.argv[2], sys.argv[3], float(sys.argv[4]), sys.argv[5]
resolver = dns.resolver.Resolver(configure=False)
resolver.nameservers = ['127.0.0.1']
resolver.port = port
dns.resolver.default_resolver = resolver

if mode == 'cached':
    ask, known = spf.DNSLookup, {}

    def find(name, qtype, *rest, **more):
        if (name, qtype) not in known:
            known[(name, qtype)] = ask(name, qtype, *rest, **more)
        return known[(name, qtype)]

    spf.DNSLookup = find


def check():
    return spf.query(i=address, s=sender, h='mail.spf.test', timeout=20).check()[0]


result = check()
end, count, start = time.perf_counter() + seconds, 0, time.perf_counter()
while time.perf_counter() < end:
    check()
    count += 1
print(f'{result} {count / (time.perf_counter() - start):.1f}')
