"""What pyspf says of senders: pyspf_check.py PORT, with a sender a line on standard input: address, MAIL FROM and HELO name, tabs between."""
import sys

import dns.resolver
import spf

resolver = dns.resolver.Resolver(configure=False)
resolver.nameservers = ['127.0.0.1']
resolver.port = int(sys.argv[1])
dns.resolver.default_resolver = resolver

for line in sys.stdin:
    address, mail_from, helo = line.rstrip('\n').split('\t')
    query = spf.query(i=address, s=mail_from, h=helo, receiver='unknown', timeout=20)
    try:
        result, _, text = query.check()
    except Exception as error:  # what it does not expect itself
        result, text = type(error).__name__, ''
    explanation = text if result == 'fail' and text != spf.EXPLANATIONS['fail'] else ''
    print(result, explanation, sep='\t')
