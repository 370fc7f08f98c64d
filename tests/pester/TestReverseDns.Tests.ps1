#Requires -Version 7.4
# Test-ReverseDns in a real PowerShell, asking the lab's DNS server.

BeforeAll {
    . "$PSScriptRoot/Lab.ps1"
    $lab = Start-Lab
    $dns = $lab.Dns.EndPoint.ToString()
}

AfterAll { Stop-Lab $lab }

Describe 'Test-ReverseDns' {
    It 'gives <Status> for <Address>' -ForEach @(
        @{ Address = '127.0.0.1'; Status = 'Pass' }
        @{ Address = '2001:db8::25'; Status = 'Pass' }
        @{ Address = '192.0.2.24'; Status = 'Pass' }
        @{ Address = '192.0.2.25'; Status = 'NoPtr' }
        @{ Address = '192.0.2.26'; Status = 'Mismatch' }
        @{ Address = '192.0.2.27'; Status = 'Pass' }
        @{ Address = '192.0.2.28'; Status = 'Unknown' }
        @{ Address = '192.0.2.29'; Status = 'NotForwardable' }
        @{ Address = '192.0.2.30'; Status = 'Pass' }
        @{ Address = '192.0.2.31'; Status = 'Unknown' }
    ) {
        $result = Test-ReverseDns $Address -DnsServer $dns -Timeout 0.3
        $result | Should -BeOfType SmtpAdmin.Reputation.ReverseDnsResult
        $result.Status | Should -Be $Status
        $result.IPAddress | Should -BeOfType ([ipaddress])
        $result.IPAddress.ToString() | Should -Be $Address
        $result.ForwardConfirmed | Should -Be ($Status -eq 'Pass')
        $result.DurationMs | Should -BeGreaterThan 0
    }

    It 'names the PTR record to ask for' {
        $result = Test-ReverseDns 192.0.2.25 -DnsServer $dns -Domain lab.test
        $result.Findings[0].Code | Should -Be 'PTR-MISSING'
        $result.Findings[0].Remedy | Should -BeLike '*25.2.0.192.in-addr.arpa. IN PTR mail.lab.test.*'
    }

    It 'holds the HELO name against the address' {
        (Test-ReverseDns 127.0.0.1 -HeloName mail.lab.test -DnsServer $dns).HeloStatus | Should -Be 'Pass'
        (Test-ReverseDns 127.0.0.1 -HeloName other.lab.test -DnsServer $dns).HeloStatus | Should -Be 'Mismatch'
        (Test-ReverseDns 127.0.0.1 -DnsServer $dns).HeloStatus | Should -Be 'NotChecked'
    }

    It 'tells a generic name' {
        (Test-ReverseDns 192.0.2.27 -DnsServer $dns).IsGeneric | Should -BeTrue
        (Test-ReverseDns 127.0.0.1 -DnsServer $dns).IsGeneric | Should -BeFalse
    }

    It 'takes addresses from the pipeline, as text, as addresses and by property name' {
        $fromPipeline = '127.0.0.1', ([ipaddress]'192.0.2.25') | Test-ReverseDns -DnsServer $dns
        ($fromPipeline | Sort-Object Status).Status | Should -Be 'Pass', 'NoPtr'
        $byName = [pscustomobject]@{ IPAddress = '127.0.0.1' }, [pscustomobject]@{ ComputerName = 'mail.lab.test' } | Test-ReverseDns -DnsServer $dns
        $byName.Status | Should -Be 'Pass', 'Pass'
        $fromFile = '# our servers', '', '127.0.0.1', ' ' | Test-ReverseDns -DnsServer $dns
        $fromFile.Status | Should -Be 'Pass'
    }

    It 'checks each address of a block' {
        $results = Test-ReverseDns 192.0.2.24/30 -DnsServer $dns
        $results.Count | Should -Be 4
        ($results | Group-Object Status -AsHashTable -AsString)['Pass'].Count | Should -Be 2
    }

    It 'stands in for each address of a host name' {
        $result = Test-ReverseDns mail.lab.test -DnsServer $dns
        $result.Target | Should -Be 'mail.lab.test'
        $result.IPAddress.ToString() | Should -Be '127.0.0.1'
        (Test-ReverseDns nowhere.lab.test -DnsServer $dns).Findings[0].Code | Should -Be 'HOST-NO-ADDRESS'
    }

    It 'gives one boolean with -Quiet' {
        Test-ReverseDns 127.0.0.1, 192.0.2.24 -DnsServer $dns -Quiet | Should -BeExactly $true
        Test-ReverseDns 127.0.0.1, 192.0.2.25 -DnsServer $dns -Quiet | Should -BeExactly $false
        Test-ReverseDns 192.0.2.28 -DnsServer $dns -Quiet | Should -BeExactly $false -Because 'unknown is not a pass'
        Test-ReverseDns 127.0.0.1 -HeloName other.lab.test -DnsServer $dns -Quiet | Should -BeExactly $false -Because 'the HELO name leads elsewhere'
        Test-ReverseDns 127.0.0.1 -HeloName mail.lab.test -DnsServer $dns -Quiet | Should -BeExactly $true
        @('127.0.0.1', '192.0.2.24' | Test-ReverseDns -DnsServer $dns -Quiet).Count | Should -Be 1
        Test-ReverseDns '10.0.0.0/8' -DnsServer $dns -Quiet -ErrorAction Ignore | Should -BeExactly $false
    }

    It 'refuses <Text> with an error, and checks the others' -ForEach @(
        @{ Text = '10.0.0.0/8'; Reason = '*65,536*' }
        @{ Text = '192.0.2.300'; Reason = '*no IP address*' }
        @{ Text = 'two words'; Reason = '*no domain name*' }
    ) {
        $results = Test-ReverseDns $Text, 127.0.0.1 -DnsServer $dns -ErrorVariable problem -ErrorAction SilentlyContinue
        $results.Status | Should -Be 'Pass'
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'BadReverseDnsTarget,*'
        $problem[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
        $problem[0].Exception.Message | Should -BeLike $Reason
        $problem[0].TargetObject | Should -Be $Text
    }

    It 'refuses a DNS server that is no address' {
        { Test-ReverseDns 127.0.0.1 -DnsServer ns.example.com } | Should -Throw -ErrorId 'BadDnsServer,*'
        { Test-ReverseDns 127.0.0.1 -DnsServer (1..40 | ForEach-Object { "127.0.0.$_" }) } | Should -Throw -ErrorId 'BadDnsServer,*'
    }

    It 'says that a silent server is unknown, with the reason' {
        $socket = [Net.Sockets.UdpClient]::new([Net.IPEndPoint]::new([ipaddress]::Loopback, 0))
        try {
            $result = Test-ReverseDns 127.0.0.1 -DnsServer $socket.Client.LocalEndPoint.ToString() -Timeout 0.1
            $result.Status | Should -Be 'Unknown'
            $result.Findings[0].Message | Should -BeLike '*Timeout*'
        }
        finally { $socket.Dispose() }
    }

    It 'asks no more than it has to when the pipeline ends early' {
        $before = $lab.Dns.QueryCount
        '192.0.2.0/24', '10.0.0.0/16' | Test-ReverseDns -DnsServer $dns | Select-Object -First 1 | Should -HaveCount 1
        Start-Sleep -Milliseconds 500 # what was on its way arrives
        $after = $lab.Dns.QueryCount
        Start-Sleep -Milliseconds 500
        $lab.Dns.QueryCount | Should -Be $after -Because 'nothing runs on'
        ($after - $before) | Should -BeLessThan 20000
    }

    It 'stops at Ctrl+C and leaves nothing running' {
        $before = $lab.Dns.QueryCount
        Stop-Midway "Test-ReverseDns 10.0.0.0/16 -DnsServer $dns" { $lab.Dns.QueryCount -gt $before } | Should -Be 'Stopped'
        Start-Sleep -Milliseconds 500 # what was on its way arrives
        $after = $lab.Dns.QueryCount
        Start-Sleep -Milliseconds 500
        $lab.Dns.QueryCount | Should -Be $after -Because 'nothing runs on'
    }

    It 'keeps answers within a command, and not with -NoCache' {
        $before = $lab.Dns.QueryCount
        # One after the other: the same question asked twice at once is one question.
        $null = 1..4 | ForEach-Object { '127.0.0.1'; Start-Sleep -Milliseconds 200 } | Test-ReverseDns -DnsServer $dns -NoCache
        $without = $lab.Dns.QueryCount - $before
        $null = 1..4 | ForEach-Object { '127.0.0.1'; Start-Sleep -Milliseconds 200 } | Test-ReverseDns -DnsServer $dns
        ($lab.Dns.QueryCount - $before - $without) | Should -BeLessThan $without
    }

    It 'is shown with its status where it was kept in a file' {
        Test-ReverseDns 192.0.2.24 -DnsServer 127.0.0.1:1 -Timeout 0.1 | Export-Clixml "$TestDrive/kept.xml"
        foreach ($view in 'Format-Table', 'Format-List') { Import-Clixml "$TestDrive/kept.xml" | & $view | Out-String | Should -Match '(?m)^(\e\S+?m)?(Status\s+: )?(\e\S+?m)?Unknown\b' }
    }

    It 'shows a table, and the findings in a list' {
        $table = Test-ReverseDns 127.0.0.1, 192.0.2.25 -DnsServer $dns | Out-String -Width 200
        $table | Should -Match 'Pass\s+127\.0\.0\.1\s+mail\.lab\.test'
        $list = Test-ReverseDns 192.0.2.25 -DnsServer $dns | Format-List | Out-String -Width 200
        $list | Should -Match 'PTR-MISSING'
    }
}
