#Requires -Version 7.4
# Get-DnsblStatus: what is asked about, which lists are asked, and with which key.

BeforeAll {
    . "$PSScriptRoot/ListLab.ps1"
    $common.Force = $true # the lab's addresses are documentation's
}

AfterAll { Stop-Lab $lab }

Describe 'Targets' {
    It 'come from the pipeline as text, as addresses and by property name' {
        $text = '# ours', '', ' 192.0.2.25 ', 'bad.example' | Get-DnsblStatus -Provider good.lists.test @common
        $text.Target | Sort-Object | Should -Be '192.0.2.25', 'bad.example'
        ([ipaddress]'192.0.2.25' | Get-DnsblStatus -Provider SpamCop @common).Status | Should -Be 'Listed'
        $objects = @{ Target = '192.0.2.25' }, @{ IPAddress = '192.0.2.25' }, @{ Address = '192.0.2.25' }, @{ Domain = 'bad.example' }, @{ ComputerName = 'bad.example' }
        ($objects | ForEach-Object { [pscustomobject]$_ } | Get-DnsblStatus -Provider good.lists.test @common).Status | Should -Be (@('Listed') * 5)
        (Test-ReverseDns 192.0.2.25 -DnsServer $dns | Get-DnsblStatus -Provider SpamCop @common).Status | Should -Be 'Listed'
    }

    It 'is the address of a reverse DNS result, not the block or the host that was given there' {
        $results = Test-ReverseDns 192.0.2.24/30 -DnsServer $dns | Get-DnsblStatus -Provider SpamCop @common
        ($results.Target | Sort-Object) | Should -Be '192.0.2.24', '192.0.2.25', '192.0.2.26', '192.0.2.27'
        (Test-ReverseDns mail.lab.test -DnsServer $dns | Get-DnsblStatus -Provider SpamCop @common).Target | Should -Be '127.0.0.1'
        $typed = [pscustomobject]@{ Server = 'a'; IPAddress = [ipaddress]'192.0.2.25' }
        ($typed | Get-DnsblStatus -Provider SpamCop @common).Status | Should -Be 'Listed'
    }

    It 'goes to lists that are given as objects' {
        $list = Get-DnsblProvider SpamCop
        (Get-DnsblStatus 192.0.2.25 -Provider $list @common).Provider | Should -Be 'SpamCop'
        (Get-DnsblStatus 192.0.2.25 -Provider (Test-DnsblProvider SpamCop -DnsServer $dns -Timeout 0.3) @common).Provider | Should -Be 'SpamCop'
    }

    It 'are each address of a block' {
        $results = Get-DnsblStatus 192.0.2.24/30 -Provider SpamCop @common
        $results.Count | Should -Be 4
        $results.Input | Sort-Object -Unique | Should -Be '192.0.2.24/30'
        ($results | Where-Object Status -eq Listed).Target | Should -Be '192.0.2.25'
    }

    It 'are the addresses of a host too with -Resolve' {
        $without = Get-DnsblStatus mail.lab.test -Provider SpamCop, SpamhausDbl @common
        $without.Provider | Should -Be 'SpamhausDbl'
        $with = Get-DnsblStatus mail.lab.test -Provider SpamCop, SpamhausDbl -Resolve @common
        ($with | Where-Object Provider -eq SpamCop).Target | Should -Be '127.0.0.1'
        ($with | Where-Object Provider -eq SpamhausDbl).Target | Should -Be 'mail.lab.test'
        $with.Input | Sort-Object -Unique | Should -Be 'mail.lab.test'
        (Get-DnsblStatus nowhere.lab.test -Provider SpamCop -Resolve @common).Status | Should -Be 'Unknown'
    }

    It 'without a list that takes them are told, not skipped' {
        $result = Get-DnsblStatus bad.example -Provider SpamCop @common
        $result.Status | Should -Be 'Unknown'
        $result.Provider | Should -BeNullOrEmpty
        $result.Findings[0].Code | Should -Be 'TARGET-NO-LIST'
        $result.Findings[0].Remedy | Should -BeLike '*-Resolve*'
    }

    It 'that no mail comes from are told, and checked with -Force: <_>' -ForEach '10.1.2.3', '127.0.0.1', '192.0.2.25', 'fe80::1', '192.168.0.0/24' {
        $before = $lab.Dns.QueryCount
        $result = Get-DnsblStatus $_ -Provider good.lists.test -DnsServer $dns
        $result | Should -HaveCount 1
        $result.Status | Should -Be 'Unknown'
        $result.Target | Should -Be $_
        $result.Findings[0].Severity | Should -Be 'Warning'
        $result.Findings[0].Code | Should -Be 'TARGET-NOT-PUBLIC'
        $result.Findings[0].Remedy | Should -BeLike '*-Force*'
        $lab.Dns.QueryCount | Should -Be $before -Because 'nothing is asked'
        $forced = Get-DnsblStatus $_ -Provider good.lists.test -DnsServer $dns -Force
        $forced | ForEach-Object { $_.Provider | Should -Be 'good.lists.test' }
    }

    It 'that no mail comes from are a warning where objects are filtered' {
        $shown = Get-DnsblStatus 10.1.2.3, 192.0.2.25 -Provider SpamCop -DnsServer $dns -ListedOnly -WarningVariable told -WarningAction SilentlyContinue
        $shown | Should -BeNullOrEmpty
        ($told | Where-Object { "$_" -like '10.1.2.3 was not checked*' }) | Should -HaveCount 1
        ($told | Where-Object { "$_" -like '192.0.2.25 was not checked*' }) | Should -HaveCount 1
        $told | Should -HaveCount 2 -Because 'that says it'
    }

    It 'that are none are errors, and the others are checked: <Text>' -ForEach @(
        @{ Text = '10.0.0.0/8'; Reason = '*65,536*' }
        @{ Text = '192.0.2.0/33'; Reason = '*33*' }
        @{ Text = '192.0.2.300'; Reason = '*no IP address*' }
        @{ Text = 'two words'; Reason = '*no domain name*' }
        @{ Text = 'joe@example.com'; Reason = '*behind the @: example.com.' }
        @{ Text = 'https://x.example/y'; Reason = '*Did you mean x.example?' }
        @{ Text = 'mail.example.com:25'; Reason = '*Did you mean mail.example.com?' }
        @{ Text = '[2001:db8::1]'; Reason = '*Did you mean 2001:db8::1?' }
        @{ Text = '192.0.2.0-192.0.2.255'; Reason = '*CIDR blocks: 192.0.2.0/24.' }
        @{ Text = '2001:db8::/64'; Reason = '*the addresses in it that mail comes from.' }
        @{ Text = '25.2.0.192.in-addr.arpa'; Reason = '*Did you mean 192.0.2.25?' }
    ) {
        $results = Get-DnsblStatus $Text, 192.0.2.25 -Provider SpamCop @common -ErrorVariable problem -ErrorAction SilentlyContinue
        $results.Target | Should -Be '192.0.2.25'
        $problem | Should -HaveCount 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'BadDnsblTarget,*'
        $problem[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
        $problem[0].Exception.Message | Should -BeLike $Reason
        $problem[0].TargetObject | Should -Be $Text
    }
}

Describe 'Targets that are none' {
    It 'are single labels, unless that is forced: a list of domains holds none but its test entries' {
        $problem = $null
        Get-DnsblStatus mailhost -Provider SpamhausDbl -DnsServer $dns -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'BadDnsblTarget,*'
        $problem[0].Exception.Message | Should -BeLike '*one label*mailhost.example.com*-Force*'
        (Get-DnsblStatus test -Provider good.lists.test @common).Status | Should -Be 'Listed'
    }

    It 'are objects without a property that is taken: <Kind>' -ForEach @(
        @{ Kind = 'one of a script'; Make = { [pscustomobject]@{ Host = '192.0.2.25'; Port = 25 } }; Shown = '@{Host; Port}' }
        @{ Kind = 'a table'; Make = { @{ Host = '192.0.2.25' } }; Shown = '@{Host}' }
        @{ Kind = 'a process'; Make = { Get-Process -Id $PID }; Shown = '@{Process}' }
        @{ Kind = 'one with nothing in it'; Make = { [pscustomobject]@{ Target = $null } }; Shown = '@{Target}' }
    ) {
        $results = & { & $Make; '192.0.2.25' } | Get-DnsblStatus -Provider SpamCop @common -ErrorVariable problem -ErrorAction SilentlyContinue
        $results.Target | Should -Be '192.0.2.25'
        $problem | Should -HaveCount 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'BadDnsblTarget,*'
        $problem[0].Exception.Message | Should -BeLike "The object $Shown has nothing in *Target, IPAddress, Address, Domain, ComputerName.*Select-Object*"
        (Get-DnsblStatus (& $Make) -Provider SpamCop @common -ErrorAction Ignore) | Should -BeNullOrEmpty
    }

    It 'are each value of a property that holds several' {
        $adapter = [pscustomobject]@{ IPAddress = [string[]]('192.0.2.25', '192.0.2.24') }
        ($adapter | Get-DnsblStatus -Provider SpamCop @common).Target | Sort-Object | Should -Be '192.0.2.24', '192.0.2.25'
        (Get-DnsblStatus @{ Target = '192.0.2.24', '192.0.2.25' } -Provider SpamCop @common).Target | Sort-Object | Should -Be '192.0.2.24', '192.0.2.25'
        (Get-DnsblStatus 192.0.2.25 -Provider ([pscustomobject]@{ Name = 'SpamCop', 'good.lists.test' }) @common).Provider | Sort-Object | Should -Be 'good.lists.test', 'SpamCop'
    }

    It 'come in collections and tables of any type' {
        $list = [System.Collections.Generic.List[object]]::new()
        $list.Add([pscustomobject]@{ Target = '192.0.2.24' })
        $list.Add('192.0.2.25')
        foreach ($given in $list, [System.Collections.ArrayList]$list) {
            (Get-DnsblStatus $given -Provider SpamCop @common).Target | Sort-Object | Should -Be '192.0.2.24', '192.0.2.25'
        }
        $table = [System.Collections.Generic.Dictionary[string, string]]::new()
        $table['target'] = '192.0.2.25'
        ($table | Get-DnsblStatus -Provider SpamCop @common).Target | Should -Be '192.0.2.25'
        $numbered = [System.Collections.SortedList]::new()
        $numbered[1] = '192.0.2.25'
        Get-DnsblStatus $numbered -Provider SpamCop @common -ErrorVariable problem -ErrorAction SilentlyContinue -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].Exception.Message | Should -BeLike 'The object @{1} has nothing in *'
    }

    It 'are told without what hides or turns text' {
        $null = [pscustomobject]@{ "a`u{200B}b`u{202E}c" = 1 } | Get-DnsblStatus -Provider SpamCop @common -ErrorVariable problem -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        $problem[0].Exception.Message | Should -BeLike "The object @{a`u{FFFD}b`u{FFFD}c} has nothing in *"
    }

    It 'are not tables and typed objects that have one' {
        (@{ Target = '192.0.2.25' } | Get-DnsblStatus -Provider SpamCop @common).Status | Should -Be 'Listed'
        ('Target,Note', '192.0.2.25,ours', ',empty' | ConvertFrom-Csv | Get-DnsblStatus -Provider SpamCop @common -ErrorVariable problem).Target | Should -Be '192.0.2.25'
        $problem | Should -BeNullOrEmpty
    }
}

Describe 'Lists' {
    It 'are named in any case, with wildcards, and by zone' {
        (Get-DnsblStatus 192.0.2.25 -Provider spamcop @common).Provider | Should -Be 'SpamCop'
        (Get-DnsblStatus 192.0.2.25 -Provider bl.spamcop.net @common).Provider | Should -Be 'SpamCop'
        (Get-DnsblStatus 192.0.2.25 -Provider SpamC* @common).Provider | Should -Be 'SpamCop'
        $own = Get-DnsblStatus 192.0.2.25 -Provider bl.lab.test @common
        $own.Provider | Should -Be 'bl.lab.test'
        $own.Meanings | Should -Be 'any answer in 127.0.0.0/8 lists here'
    }

    It 'are all of the catalogue that need no key, but for those that are left out' {
        $all = Get-DnsblStatus 192.0.2.25 @common
        $all.Count | Should -BeGreaterThan 40
        $all.Provider | Sort-Object -Unique | Should -HaveCount $all.Count
        (Get-DnsblProvider -Subject IPv4 | Where-Object { $_.Access -ne 'Key' }).Name | Sort-Object | Should -Be ($all.Provider | Sort-Object)
        $allow = Get-DnsblStatus 192.0.2.25 -Category Allow @common
        $allow.Provider | Should -Contain 'DnsWl'
        $allow.Provider | Should -Not -Contain 'SpamCop'
        $less = Get-DnsblStatus 192.0.2.25 -ExcludeProvider Spamhaus*, bl.spamcop.net @common
        $less.Provider | Should -Not -Contain 'SpamhausZen'
        $less.Provider | Should -Not -Contain 'SpamCop'
        $less.Count | Should -BeLessThan $all.Count
    }

    It 'that nobody knows are an error with the nearest names, and the others are asked' {
        $results = Get-DnsblStatus 192.0.2.25 -Provider SpamCob, SpamCop @common -ErrorVariable problem -ErrorAction SilentlyContinue
        $results.Provider | Should -Be 'SpamCop'
        $problem | Should -HaveCount 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'UnknownProvider,*'
        $problem[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $problem[0].Exception.Message | Should -BeLike '*Did you mean SpamCop?*'
        { Get-DnsblStatus 192.0.2.25 -Provider SpamCob @common } | Should -Throw -ErrorId 'UnknownProvider,*'
    }

    It 'that were closed are told and not asked: <_>' -ForEach 'Sorbs', 'dnsbl.sorbs.net', 'Njabl', 'spam.dnsbl.sorbs.net' {
        $before = $lab.Dns.QueryCount
        $problem = { Get-DnsblStatus 192.0.2.25 -Provider $_ @common } | Should -Throw -ErrorId 'RetiredProvider,*' -PassThru
        $problem.Exception.Message | Should -BeLike '*was closed on [1-9]* 20?? and is never asked*'
        $lab.Dns.QueryCount | Should -Be $before
        (Get-DnsblStatus 192.0.2.25 -Provider $_, SpamCop @common -ErrorAction SilentlyContinue).Provider | Should -Be 'SpamCop'
    }

    It 'that need a key say so without one' {
        $problem = { Get-DnsblStatus 192.0.2.25 -Provider SpamhausAuthBl @common } | Should -Throw -ErrorId 'ProviderNeedsKey,*' -PassThru
        $problem.Exception.Message | Should -BeLike '*-DqsKey*'
    }

    It 'that have no name are an error, and never stand for all' {
        { Get-DnsblStatus 192.0.2.25 -Provider ' ' @common } | Should -Throw '*is empty*'
        $problem = { Get-DnsblStatus 192.0.2.25 -Provider ([pscustomobject]@{ Zone = 'a.test' }) @common } | Should -Throw -PassThru
        $problem.Exception.Message | Should -BeLike 'The object @{Zone} has nothing in the properties that are taken: Provider, Name.*'
        (Get-DnsblStatus 192.0.2.25 -Provider SpamCop -ExcludeProvider ' ' @common -ErrorVariable told -ErrorAction SilentlyContinue).Provider | Should -Be 'SpamCop'
        $told.Exception.Message | Should -BeLike '*is empty*'
    }

    It 'with a slip in their zone are told by the first run of a watch, and then by its log' {
        $watch = @{ Provider = 'bl.spamcop.nte'; ChangedOnly = $true; StatePath = "$TestDrive/slip.state"; LogPath = "$TestDrive/slip.log"; WarningAction = 'SilentlyContinue' }
        $null = Get-DnsblStatus 192.0.2.25 @watch @common -WarningVariable first
        $null = Get-DnsblStatus 192.0.2.25 @watch @common -WarningVariable second
        "$first" | Should -BeLike '*Did you mean bl.spamcop.net (SpamCop)?*'
        "$second" | Should -Not -BeLike '*Did you mean*'
        Get-Content "$TestDrive/slip.log" | Should -HaveCount 2
        Get-Content "$TestDrive/slip.log" | ForEach-Object { $_ | Should -BeLike '*Did you mean bl.spamcop.net*' }
    }

    It 'of which none is left are an error' {
        { Get-DnsblStatus 192.0.2.25 -Provider SpamCop -ExcludeProvider SpamC* @common } | Should -Throw -ErrorId 'NothingSelected,*'
    }

    It 'with a slip in their zone are asked, and told' {
        (Get-DnsblStatus 192.0.2.25 -Provider bl.spamcop.nte @common -WarningVariable told -WarningAction SilentlyContinue).Status | Should -Be 'Refused'
        $told | Should -BeLike '*Did you mean bl.spamcop.net (SpamCop)?*'
    }

    It 'come from a file, which is held against the schema' {
        Push-Location $TestDrive
        try { (Get-DnsblStatus 192.0.2.25 -Provider Coded -ProviderFile ./lists.json @common).Status | Should -Be 'Listed' }
        finally { Pop-Location }
        Set-Content "$TestDrive/bad.json" "{ `"providers`": [`n  { `"name`": `"Our-List`", `"zonee`": `"bl.example.org`" },`n  { `"name`": `"SpamCop`", `"severity`": `"Huge`" } ] }"
        $problem = { Get-DnsblStatus 192.0.2.25 -ProviderFile "$TestDrive/bad.json" @common } | Should -Throw -ErrorId 'BadProviderFile,*' -PassThru
        $problem.Exception.Message | Should -BeLike "*line 2, column 25, providers?0?.zonee: *Did you mean 'zone'?*line 3, column 36, providers?1?.severity: *"
        { Get-DnsblStatus 192.0.2.25 -ProviderFile "$TestDrive/none.json" @common } | Should -Throw -ErrorId 'BadProviderFile,*'
    }
}

Describe 'A result from another process' {
    It 'is shown with what was found' {
        $results = Get-DnsblStatus 192.0.2.25 -Provider SpamCop, all.lists.test @common -StatePath "$TestDrive/copy.state"
        foreach ($depth in 1, 3) {
            $copies = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($results, $depth + 1))
            $Error.Clear()
            $shown = $copies | Format-List | Out-String -Width 300
            $shown | Should -Match 'Findings +: .*DNSBL-[A-Z-]+: \S'
            $shown | Should -Not -Match ': : '
            $table = $copies | Format-Table | Out-String -Width 200
            $table | Should -Match 'Listed.*192\.0\.2\.25 .*SpamCop'
            $table | Should -Match 'since \S'
            $Error | Should -BeNullOrEmpty
        }
    }
}

Describe 'A key' {
    BeforeAll {
        $secret = 's3cretk3y'
        $key = ConvertTo-SecureString $secret -AsPlainText -Force
    }

    It 'opens zones and is shown nowhere' {
        $all = Get-DnsblStatus 192.0.2.25 -Provider SpamhausZen, SpamhausSbl -DqsKey $key @common -StatePath "$TestDrive/key.state" -LogPath "$TestDrive/key.log" -Verbose -Debug *>&1
        $results = $all | Where-Object { $_ -is [SmtpAdmin.Reputation.DnsblResult] } | Sort-Object Provider -Descending
        $results.Status | Should -Be 'Listed', 'Refused' -Because 'the lab has the one zone and refuses the other'
        $results[0].Zone | Should -Be '{key}.zen.dq.spamhaus.net'
        $results[0].QueriedName | Should -Be '25.2.0.192.{key}.zen.dq.spamhaus.net'
        $results[0].Reason | Should -BeLike '*?key={key}'
        $lab.Dns.Queries.Name.ForEach({ "$_" }) | Should -Contain "25.2.0.192.$secret.zen.dq.spamhaus.net" -Because 'it is asked with'
        $all | Out-String -Width 500 | Should -Not -Match $secret
        $results | Format-List * -Force | Out-String -Width 500 | Should -Not -Match $secret
        $results | ConvertTo-Json -Depth 6 -WarningAction SilentlyContinue | Should -Not -Match $secret
        Get-Content "$TestDrive/key.state", "$TestDrive/key.log" -Raw | Should -Not -Match $secret
    }

    It 'may stand in the zone, and is masked there too' {
        $result = Get-DnsblStatus 192.0.2.25 -Provider "$secret.zen.dq.spamhaus.net" @common
        $result.Status | Should -Be 'Listed'
        $result.Provider | Should -Be 'SpamhausZen'
        $result | Format-List * -Force | Out-String -Width 500 | Should -Not -Match $secret
    }

    It 'that is none is an error that does not repeat it' {
        $bad = ConvertTo-SecureString 'no key at all!' -AsPlainText -Force
        $problem = { Get-DnsblStatus 192.0.2.25 -Provider SpamhausZen -DqsKey $bad @common } | Should -Throw -ErrorId 'BadKey,*' -PassThru
        $problem | Format-List * -Force | Out-String -Width 500 | Should -Not -Match 'no key at all'
    }

    It 'that opens nothing is noted' {
        $null = Get-DnsblStatus 192.0.2.25 -Provider SpamCop -DqsKey $key @common -WarningVariable told -WarningAction SilentlyContinue
        $told | Should -BeLike '*takes the key*'
    }
}
