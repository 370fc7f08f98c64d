#Requires -Version 7.4
# Test-SpfSender in a real PowerShell, asking the lab's DNS server.

BeforeAll {
    . "$PSScriptRoot/Lab.ps1"
    . "$PSScriptRoot/SpfLab.ps1"
    $lab = Start-SpfLab
    $dns = $lab.Dns.EndPoint.ToString()
}

AfterAll { Stop-Lab $lab }

Describe 'Test-SpfSender' {
    It 'gives <Wanted> for <Address> and <MailFrom>' -ForEach @(
        @{ Address = '192.0.2.5'; MailFrom = 'a@example.com'; Wanted = 'Pass'; Mechanism = 'Ip4' }
        @{ Address = '::ffff:192.0.2.5'; MailFrom = '<a@example.com>'; Wanted = 'Pass'; Mechanism = 'Ip4' }
        @{ Address = '2001:db8:25::1'; MailFrom = 'a@example.com'; Wanted = 'Pass'; Mechanism = 'Include' }
        @{ Address = '127.0.0.1'; MailFrom = 'a@example.com'; Wanted = 'Pass'; Mechanism = 'Exists' }
        @{ Address = '203.0.113.9'; MailFrom = 'a@example.com'; Wanted = 'Fail'; Mechanism = 'All' }
        @{ Address = '203.0.113.9'; MailFrom = 'a@soft.example.com'; Wanted = 'SoftFail'; Mechanism = 'All' }
        @{ Address = '203.0.113.9'; MailFrom = 'a@_spf.example.net'; Wanted = 'Neutral'; Mechanism = 'All' }
        @{ Address = '203.0.113.9'; MailFrom = 'a@none.example.com'; Wanted = 'None'; Mechanism = $null }
        @{ Address = '203.0.113.9'; MailFrom = 'a@two.example.com'; Wanted = 'PermError'; Mechanism = $null }
        @{ Address = '203.0.113.9'; MailFrom = 'a@bad.example.com'; Wanted = 'PermError'; Mechanism = $null }
        @{ Address = '203.0.113.9'; MailFrom = 'a@refused.example'; Wanted = 'TempError'; Mechanism = $null }
    ) {
        $result = Test-SpfSender $Address $MailFrom -DnsServer $dns
        $result | Should -BeOfType SmtpAdmin.Spf.SpfCheckResult
        $result.Result | Should -Be $Wanted
        $result.MatchedMechanism | Should -Be $Mechanism
        $result.IPAddress | Should -BeOfType ([ipaddress])
        $result.Passed | Should -Be ($Wanted -eq 'Pass')
        [bool]$result.Problem | Should -Be ($Wanted -like '*Error')
    }

    It 'checks the null sender by its HELO name' {
        $result = Test-SpfSender 198.51.100.7 '' -HeloName helo.example.com -DnsServer $dns
        $result.Result | Should -Be 'Pass'
        $result.Domain | Should -Be 'helo.example.com'
        (Test-SpfSender 198.51.100.7 -HeloName helo.example.com -DnsServer $dns).Result | Should -Be 'Pass'
        { Test-SpfSender 198.51.100.7 '' -DnsServer $dns -ErrorAction Stop } | Should -Throw '*null sender*HELO*' -ErrorId 'BadSpfSender,*'
        { Test-SpfSender 198.51.100.7 -DnsServer $dns -ErrorAction Stop } | Should -Throw '*MAIL FROM address is missing*-MailFrom*' -ErrorId 'BadSpfSender,*'
    }

    It 'checks several addresses for one MAIL FROM' {
        (Test-SpfSender 192.0.2.5, 203.0.113.9 a@example.com -DnsServer $dns | Sort-Object { "$($_.IPAddress)" }).Result | Should -Be 'Pass', 'Fail'
        { 'a@example.com' | Test-SpfSender 192.0.2.5, 203.0.113.9 -DnsServer $dns } | Should -Throw -ErrorId 'BadSpfSender,*'
    }

    It 'takes <From> as it was copied' -ForEach @(
        @{ From = ' a@example.com ' }
        @{ From = '<a@example.com> ' }
        @{ From = 'News <A@Example.com>' }
        @{ From = 'mailto:a@example.com' }
    ) {
        (Test-SpfSender 192.0.2.5 $From -DnsServer $dns).Result | Should -Be 'Pass'
    }

    It 'refuses <From>, which is no MAIL FROM address' -ForEach @(
        @{ From = 'a@example.com,' }
        @{ From = 'a@exam ple.com' }
        @{ From = 'a@example.com:25' }
        @{ From = [pscredential]::new('a@example.com', [securestring]::new()) }
        @{ From = @{ a = 1 } }
    ) {
        { Test-SpfSender 192.0.2.5 $From -DnsServer $dns -ErrorAction Stop } | Should -Throw '*is no MAIL FROM address*' -ErrorId 'BadSpfSender,*'
    }

    It 'takes a record as files have it' {
        (Test-SpfSender 192.0.2.1 x@example.com -Record "`u{FEFF}v=spf1 ip4:192.0.2.1 -all`r`n" -DnsServer $dns).Result | Should -Be 'Pass'
        (Test-SpfRecord -Record "`u{FEFF}v=spf1 ip4:9.9.9.9 -all`r`n" -DnsServer $dns).Status | Should -Be 'Pass'
    }

    It 'takes a record that is not published' {
        $record = 'v=spf1 ip4:203.0.113.0/24 include:_spf.example.net -all'
        $results = '203.0.113.9', '198.51.100.1', '192.0.2.5' | Test-SpfSender -MailFrom x@example.com -Record $record -DnsServer $dns
        ($results | Sort-Object { $_.IPAddress.ToString() }).Result | Should -Be 'Fail', 'Pass', 'Pass'
        (Test-SpfSender 192.0.2.1 x@example.com -Record 'v=spf1 ip5:x -all' -DnsServer $dns).Result | Should -Be 'PermError'
        { Test-SpfSender 192.0.2.1 x@example.com -Record 'spf1 -all' -DnsServer $dns } | Should -Throw -ErrorId 'BadSpfRecord,*'
    }

    It 'takes senders from CSV, whatever their columns are called' -ForEach @(
        @{ Head = 'IPAddress,MailFrom,HeloName' }
        @{ Head = 'client_address,sender,helo_name' }
        @{ Head = '"Client IP","Envelope-From",EHLO' }
        @{ Head = 'source_ip,envelope_from,helo' }
        @{ Head = 'FromIP,SenderAddress,HelloName' }
    ) {
        $file = "$TestDrive/senders.csv"
        Set-Content $file $Head, '192.0.2.5,a@example.com,', ',,', '198.51.100.7,,helo.example.com', '203.0.113.9,a@example.com,x'
        $results = Import-Csv $file | Test-SpfSender -DnsServer $dns
        ($results | Sort-Object { $_.IPAddress.ToString() }).Result | Should -Be 'Pass', 'Pass', 'Fail'
    }

    It 'takes an empty MAIL FROM as the null sender, whatever else the object has' {
        $row = [pscustomobject]@{ IPAddress = '198.51.100.7'; MailFrom = ''; Sender = 'a@example.com'; Helo = 'helo.example.com' }
        $result = $row | Test-SpfSender -DnsServer $dns
        $result.MailFrom, $result.Domain, $result.Result | Should -Be '', 'helo.example.com', 'Pass'
    }

    It 'takes a record as a file has it, with its line end' {
        (Test-SpfSender 192.0.2.5 a@none.example.com -Record "v=spf1 ip4:192.0.2.5 -all`n" -DnsServer $dns).Result | Should -Be 'Pass'
        (Test-SpfRecord -Record "v=spf1 ip4:9.9.9.9 -all`r`n" -DnsServer $dns).Status | Should -Be 'Pass'
    }

    It 'takes text, hashtables, addresses and its own results' {
        $text = '# ours', '', '192.0.2.5 a@example.com', " 198.51.100.7`t<> helo.example.com ", $null | Test-SpfSender -DnsServer $dns
        $text.Result | Should -Be 'Pass', 'Pass'
        (Test-SpfSender -Sender @{ ip = '192.0.2.5'; mailfrom = 'a@example.com' }, '192.0.2.6 a@example.com' -DnsServer $dns).Result | Should -Be 'Pass', 'Pass'
        ([ipaddress]'192.0.2.5' | Test-SpfSender -MailFrom a@example.com -DnsServer $dns).Result | Should -Be 'Pass'
        ('a@example.com', '<>' | Test-SpfSender 192.0.2.5 -HeloName helo.example.com -DnsServer $dns | Sort-Object Result).Result | Should -Be 'Pass', 'Fail'
        ($text | Test-SpfSender -DnsServer $dns).Result | Should -Be 'Pass', 'Pass'
    }

    It 'refuses <Item> with an error, and checks the others' -ForEach @(
        @{ Item = '192.0.2.300 a@example.com'; Reason = '*no IP address*such as*' }
        @{ Item = '192.0.2.1'; Reason = '*no sender*wanted*' }
        @{ Item = 'one two three four'; Reason = '*no sender*' }
        @{ Item = '192.0.2.1 <>'; Reason = '*HELO*' }
        @{ Item = [pscustomobject]@{ Name = 'x' }; Reason = '*IPAddress*' }
        @{ Item = [pscustomobject]@{ IPAddress = ''; MailFrom = 'a@example.com' }; Reason = '*missing*' }
        @{ Item = [pscustomobject]@{ IPAddress = '192.0.2.1' }; Reason = '*MAIL FROM*MailFrom*' }
        @{ Item = [pscustomobject]@{ Address = '192.0.2.1'; From = 'a@example.com'; Helo = 'x' }; Reason = '*MAIL FROM*among Address, From, Helo*EnvelopeFrom*' }
        @{ Item = '192.0.2.1,a@example.com'; Reason = '*blanks*not commas*' }
        @{ Item = "192.0.2.1 $('a' * 3000)@example.com"; Reason = '*2000*' }
    ) {
        $results = $Item, '192.0.2.5 a@example.com' | Test-SpfSender -DnsServer $dns -ErrorVariable problem -ErrorAction SilentlyContinue
        $results.Result | Should -Be 'Pass'
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'BadSpfSender,*'
        $problem[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
        "$($problem[0])" | Should -BeLike $Reason
        $problem[0].TargetObject | Should -Not -BeNullOrEmpty
    }

    It 'gives one boolean with -Quiet' {
        Test-SpfSender 192.0.2.5 a@example.com -DnsServer $dns -Quiet | Should -BeExactly $true
        '192.0.2.5', '203.0.113.9' | Test-SpfSender -MailFrom a@example.com -DnsServer $dns -Quiet | Should -BeExactly $false
        'nonsense', '192.0.2.5 a@example.com' | Test-SpfSender -DnsServer $dns -Quiet -ErrorAction Ignore | Should -BeExactly $false
        Test-SpfSender -Sender @() -DnsServer $dns -Quiet | Should -BeExactly $false
    }

    It 'counts look-ups, and lets the limit of void ones be set' {
        $result = Test-SpfSender 203.0.113.9 a@voids.example.com -DnsServer $dns
        $result.Result | Should -Be 'PermError'
        $result.Problem.Kind | Should -Be 'VoidLookupLimit'
        $result.VoidLookupCount | Should -Be 3
        (Test-SpfSender 203.0.113.9 a@voids.example.com -VoidLookupLimit 3 -DnsServer $dns).Result | Should -Be 'Neutral'
        (Test-SpfSender 203.0.113.9 a@voids.example.com -VoidLookupLimit 0 -DnsServer $dns).VoidLookupCount | Should -Be 1
    }

    It 'explains a failure and writes the header' {
        $result = Test-SpfSender 203.0.113.9 a@example.com -HeloName mail.example.com -Receiver mx.example.net -DnsServer $dns
        $result.Explanation | Should -Be '203.0.113.9 may not send for example.com; see https://example.com/mail'
        $result.ExplanationSource | Should -Be 'why.example.com'
        $result.ReceivedSpf | Should -BeLike 'Received-SPF: fail (*) receiver=mx.example.net; identity=mailfrom; client-ip=203.0.113.9; envelope-from="a@example.com"; helo=mail.example.com; mechanism=all'
    }

    It 'ends a check that takes too long' {
        $socket = [Net.Sockets.UdpClient]::new([Net.IPEndPoint]::new([ipaddress]::Loopback, 0))
        try {
            $result = Test-SpfSender 192.0.2.5 a@example.com -DnsServer $socket.Client.LocalEndPoint.ToString() -Timeout 0.2
            $result.Result | Should -Be 'TempError'
            $result.Problem.Kind | Should -Be 'TimeLimit'
        }
        finally { $socket.Dispose() }
    }

    It 'keeps answers within a command, and not with -NoCache' {
        $before = $lab.Dns.QueryCount
        $null = 1..4 | ForEach-Object { "192.0.2.$_ a@example.com"; Start-Sleep -Milliseconds 200 } | Test-SpfSender -DnsServer $dns -NoCache
        $lab.Dns.QueryCount - $before | Should -Be 4
        $null = 1..4 | ForEach-Object { "192.0.2.$_ a@example.com"; Start-Sleep -Milliseconds 200 } | Test-SpfSender -DnsServer $dns
        $lab.Dns.QueryCount - $before | Should -Be 5
    }

    It 'stops at Ctrl+C and leaves nothing running' {
        $before = $lab.Dns.QueryCount
        Stop-Midway "1..100000 | ForEach-Object { `"192.0.2.1 a@d`$_.example.com`" } | Test-SpfSender -DnsServer $dns" { $lab.Dns.QueryCount -gt $before } | Should -Be 'Stopped'
        Start-Sleep -Milliseconds 500 # what was on its way arrives
        $after = $lab.Dns.QueryCount
        Start-Sleep -Milliseconds 500
        $lab.Dns.QueryCount | Should -Be $after -Because 'nothing runs on'
    }

    It 'asks no more than it has to when the pipeline ends early' {
        1..2000 | ForEach-Object { "192.0.2.1 a@e$_.example.com" } | Test-SpfSender -DnsServer $dns | Select-Object -First 1 | Should -HaveCount 1
        Start-Sleep -Milliseconds 500
        $after = $lab.Dns.QueryCount
        Start-Sleep -Milliseconds 500
        $lab.Dns.QueryCount | Should -Be $after -Because 'nothing runs on'
    }
}

Describe 'What Test-SpfSender shows' {
    It 'is a table that fits 80 columns, and a list' {
        $results = Test-SpfSender -Sender '192.0.2.5 a@example.com', '203.0.113.9 <> helo.example.com', '203.0.113.9 a@bad.example.com' -DnsServer $dns
        $table = $results | Out-String -Width 80
        $table | Should -Match 'Pass\s+192\.0\.2\.5\s+a@example\.com\s+ip4:192\.0\.2\.0/28'
        $table | Should -Match '203\.0\.113\.9\s+<> helo\.example\.com'
        ($table -split '\r?\n' | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
        $results | Where-Object Problem | Format-List | Out-String -Width 200 | Should -Match 'Problem\s+: .*192\.0\.2\.300.*RFC 7208 section 5\.6'
    }

    It 'is a tree with -Trace, of text and of objects, also where it was kept in a file' {
        $result = Test-SpfSender 203.0.113.9 a@example.com -Trace -DnsServer $dns
        $result.Trace.Terms.Count | Should -Be 4
        $result.Trace.Terms[1].Record.Result | Should -Be 'Neutral'
        $result.Trace.Terms[2].Lookups[0].Outcome | Should -Be 'NxDomain'
        $result | Export-Clixml "$TestDrive/kept.xml"
        foreach ($shown in $result, $result.Trace, (Import-Clixml "$TestDrive/kept.xml")) {
            $text = $shown | Out-String -Width 80
            $text | Should -Match '(?m)^├─ include:_spf\.example\.net: no match'
            $text | Should -Match '(?m)^│  └─ _spf\.example\.net: Neutral, v=spf1 '
            $text | Should -Match '(?m)^│  └─ A 9\.113\.0\.203\.allow\.example\.com: NxDomain'
            $text | Should -Match '(?m)^└─ -all: match'
            ($text -split '\r?\n' | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
        }
        Import-Clixml "$TestDrive/kept.xml" | Out-String | Should -Match '(?m)^(\e\S+?m)?Fail\b'
        (Test-SpfSender 203.0.113.9 a@example.com -DnsServer $dns).Trace | Should -BeNullOrEmpty
    }

    It 'shows that <Command> is at work before its first result is there' -ForEach @(
        @{ Command = 'Test-SpfSender 192.0.2.1 a@example.com' }
        @{ Command = 'Test-SpfRecord example.com' }
        @{ Command = 'Optimize-SpfRecord example.com' }
    ) {
        $silent = [System.Net.Sockets.UdpClient]::new([System.Net.IPEndPoint]::new([System.Net.IPAddress]::Loopback, 0))
        try { $shown = Show-Progress "$Command -Timeout 3 -DnsServer 127.0.0.1:$($silent.Client.LocalEndPoint.Port)" }
        finally { $silent.Dispose() }
        $shown.Objects.Count | Should -Be 1
        $progress = $shown.Progress
        $progress[0].Activity | Should -Be ($Command -split ' ')[0]
        $progress[0].StatusDescription | Should -Match '^(Looking up|Reading) the record'
        $progress[-1].RecordType | Should -Be 'Completed'
    }
}
