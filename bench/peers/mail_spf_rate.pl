#!/usr/bin/perl
# How many checks a second Mail::SPF makes: mail_spf_rate.pl PORT ADDRESS SENDER SECONDS {cached|asked}.
# cached: the answers stand in a table, so that nothing is asked; asked: each check asks the server on the port.
use strict;
use warnings;
use Mail::SPF;
use Net::DNS::Resolver;
use Time::HiRes qw(time);

package Known;
sub new { my ($class, $resolver) = @_; return bless { resolver => $resolver, known => {} }, $class }
sub send { my ($self, $name, $type) = @_; return $self->{known}{"$name $type"} //= $self->{resolver}->send($name, $type) }
sub errorstring { return $_[0]{resolver}->errorstring }

package main;
my ($port, $address, $sender, $seconds, $mode) = @ARGV;
my $resolver = Net::DNS::Resolver->new(nameservers => ['127.0.0.1'], port => $port, recurse => 1);
my $server = Mail::SPF::Server->new(dns_resolver => $mode eq 'cached' ? Known->new($resolver) : $resolver);

sub check {
    my $request = Mail::SPF::Request->new(scope => 'mfrom', identity => $sender, ip_address => $address, helo_identity => 'mail.spf.test');
    return $server->process($request)->code;
}

my $result = check();
my ($start, $count) = (time, 0);
while (time < $start + $seconds) { check(); $count++ }
printf "%s %.1f\n", $result, $count / (time - $start);
