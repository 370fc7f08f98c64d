#!/usr/bin/perl
# What Mail::SPF says of senders: mail_spf_check.pl PORT, with a sender a line on standard input: address, MAIL FROM and HELO name, tabs between.
use strict;
use warnings;
use Mail::SPF;
use Net::DNS::Resolver;

my $resolver = Net::DNS::Resolver->new(nameservers => ['127.0.0.1'], port => $ARGV[0], recurse => 1, udp_timeout => 5);
my $server = Mail::SPF::Server->new(dns_resolver => $resolver, hostname => 'unknown', default_authority_explanation => '');
binmode STDOUT, ':utf8';
while (my $line = <STDIN>) {
    chomp $line;
    my ($address, $mail_from, $helo) = split /\t/, $line, -1;
    my $result = eval {
        my $request = Mail::SPF::Request->new(
            versions => [1], scope => $mail_from eq '' ? 'helo' : 'mfrom', identity => $mail_from eq '' ? $helo : $mail_from,
            ip_address => $address, helo_identity => $helo);
        $server->process($request);
    };
    my $text = defined $result && $result->code eq 'fail' ? eval { $result->authority_explanation } // '' : '';
    print defined $result ? $result->code : 'error', "\t", $text, "\n";
}
