"""Sends one message by smtplib, as people's scripts do. The job comes as JSON on standard input; what the server offers goes to standard output."""
import json
import smtplib
import ssl
import sys

job = json.load(sys.stdin)
with open(job['file'], 'rb') as file:
    message = file.read()
with smtplib.SMTP(job['host'], job['port'], local_hostname='smtplib.interop.test', timeout=30) as client:
    if job['authority']:
        client.starttls(context=ssl.create_default_context(cafile=job['authority']))
    if job['user']:
        client.login(job['user'], job['password'])
    refused = client.sendmail(job['from'], job['to'], message, job['mailOptions'], job['recipientOptions'])
    json.dump({'features': sorted(client.esmtp_features), 'refused': refused}, sys.stdout)
