#Requires -Version 7.4
# Get-DnsblStatus in a real PowerShell, asking the lab's DNS server. Its addresses are documentation's, so most calls say -Force.

BeforeAll {
    . "$PSScriptRoot/Lab.ps1"
    . "$PSScriptRoot/DnsblLab.ps1"
    $lab = Start-ListLab
    $dns = $lab.Dns.EndPoint.ToString()
    Set-Content "$TestDrive/lists.json" $listFile
    $file = "$TestDrive/lists.json"
    $common = @{ DnsServer = $dns; Timeout = 0.3; Force = $true }

    # What a run says with a list as it stands then.
    function Watch-List([string[]] $Record, [string] $State, [string[]] $Target = '192.0.2.25', [hashtable] $With = @{}) {
        $list = Start-List $Record
        try { Get-DnsblStatus $Target -Provider bl.test -DnsServer $list.EndPoint.ToString() -Timeout 0.3 -Force -StatePath $State @With }
        finally { Stop-List $list }
    }
}

AfterAll { Stop-Lab $lab }

Describe 'The status of a target' {
    It 'is <Status> for <Target> at <Provider>' -ForEach @(
        @{ Target = '192.0.2.25'; Provider = 'SpamCop'; Status = 'Listed' }
        @{ Target = '192.0.2.24'; Provider = 'SpamCop'; Status = 'NotListed' }
        @{ Target = '2001:db8::25'; Provider = 'good.lists.test'; Status = 'Listed' }
        @{ Target = '2001:db8::26'; Provider = 'good.lists.test'; Status = 'NotListed' }
        @{ Target = 'bad.example'; Provider = 'SpamhausDbl'; Status = 'Listed' }
        @{ Target = 'good.example'; Provider = 'SpamhausDbl'; Status = 'NotListed' }
        @{ Target = '192.0.2.24'; Provider = 'Vouching'; Status = 'Allowed' }
        @{ Target = '192.0.2.25'; Provider = 'SpamhausZen'; Status = 'Refused'; Code = 'DNSBL-REFUSED' }
        @{ Target = '192.0.2.25'; Provider = 'Refusing'; Status = 'Refused'; Code = 'DNSBL-REFUSED' }
        @{ Target = '192.0.2.25'; Provider = 'Barracuda'; Status = 'Refused'; Code = 'DNSBL-REFUSED' }
        @{ Target = '192.0.2.25'; Provider = 'all.lists.test'; Status = 'Broken'; Code = 'DNSBL-LISTS-EVERYTHING' }
        @{ Target = '192.0.2.25'; Provider = 'parked.lists.test'; Status = 'Broken'; Code = 'DNSBL-NOT-A-CODE' }
        @{ Target = '192.0.2.25'; Provider = 'empty.lists.test'; Status = 'Broken'; Code = 'DNSBL-TEST-ENTRY-MISSING' }
        @{ Target = '192.0.2.26'; Provider = 'Coded'; Status = 'Unknown'; Code = 'DNSBL-UNDOCUMENTED-CODE' }
        @{ Target = '192.0.2.25'; Provider = 'dead.lists.test'; Status = 'Unknown'; Code = 'DNSBL-TIMEOUT' }
    ) {
        $result = Get-DnsblStatus $Target -Provider $Provider -ProviderFile $file @common -WarningAction SilentlyContinue
        $result | Should -BeOfType SmtpAdmin.Reputation.DnsblResult
        $result.Status | Should -Be $Status
        $result.Target | Should -Be $Target
        $result.Provider | Should -Be $Provider
        $result.CheckedAt | Should -BeGreaterThan ([DateTimeOffset]::UtcNow.AddMinutes(-5))
        if ($Code) { $result.Findings[0].Code | Should -Be $Code; $result.Findings[0].Remedy | Should -Not -BeNullOrEmpty }
    }

    It 'comes with all that is known of a listing' {
        $result = Get-DnsblStatus 192.0.2.25 -Provider Coded -ProviderFile $file @common
        $result.Kind | Should -Be 'Address'
        $result.Zone | Should -Be 'coded.lists.test'
        $result.Codes | Should -Be '127.0.0.2', '127.0.0.4'
        $result.Meanings | Should -Be 'Spam source', 'Open proxy'
        $result.Severity | Should -Be 'High'
        $result.Prerequisites | Should -Be 'Close the proxy.'
        $result.DelistUrl | Should -Be 'https://lists.test/remove?192.0.2.25'
        $result.Policy | Should -Be 'Ends after a week.'
        $result.QueriedName | Should -Be '25.2.0.192.coded.lists.test'
        $result.Findings[0].Severity | Should -Be 'Error'
        $result.DurationMs | Should -BeGreaterThan 0
        (Get-DnsblStatus 192.0.2.25 -Provider good.lists.test @common).Reason | Should -BeLike 'Seen sending spam, *'
    }

    It 'is found by the name above at a list of registered domains, and says so' {
        Set-Content "$TestDrive/registered.json" '{ "providers": [{ "name": "SpamhausDbl", "registeredDomains": true }] }'
        $result = Get-DnsblStatus www.shop.bad.example -Provider SpamhausDbl -ProviderFile "$TestDrive/registered.json" @common
        $result.Status | Should -Be 'Listed'
        $result.Target | Should -Be 'www.shop.bad.example'
        $result.QueriedName | Should -Be 'bad.example.dbl.spamhaus.org'
        (Get-DnsblStatus www.shop.bad.example -Provider SpamhausDbl @common).Status | Should -Be 'NotListed' -Because 'that list answers for each name itself'
    }

    It 'is what a broken list says with -SkipProviderTest' {
        (Get-DnsblStatus 192.0.2.24 -Provider all.lists.test -SkipProviderTest @common).Status | Should -Be 'Listed'
        (Get-DnsblStatus 192.0.2.24 -Provider empty.lists.test -SkipProviderTest @common).Status | Should -Be 'NotListed'
        (Get-DnsblStatus 192.0.2.24 -Provider parked.lists.test -SkipProviderTest @common).Status | Should -Be 'Broken'
    }
}

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
        @{ Text = 'joe@example.com'; Reason = '*behind the @*' }
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

Describe 'What is shown' {
    It 'is a summary of each target with -Summary' {
        $summaries = Get-DnsblStatus 192.0.2.24, 192.0.2.25 -Summary -ProviderFile $file @common -Provider SpamCop, Coded, Refusing, Vouching, empty.lists.test, dead.lists.test | Sort-Object Target
        $summaries | Should -BeOfType SmtpAdmin.Reputation.DnsblSummary
        $summaries.Status | Should -Be 'Unknown', 'Listed' -Because 'what is not known may be a listing'
        $summaries[1].ListedOn | Should -Be 'Coded', 'SpamCop'
        $summaries[1].Severity | Should -Be 'High'
        $summaries[1].UndecidedOn | Should -Be 'dead.lists.test', 'empty.lists.test', 'Refusing'
        'Listed', 'NotListed', 'Allowed', 'Refused', 'Broken', 'Unknown' | ForEach-Object { $summaries[1].$_ } | Should -Be 2, 1, 0, 1, 1, 1
        $summaries[0].Allowed | Should -Be 1
        $summaries[0].Severity | Should -BeNullOrEmpty
    }

    It 'is only what is listed with -ListedOnly, and what is not known is a warning' {
        $results = Get-DnsblStatus 192.0.2.24/30 -ListedOnly -Provider SpamCop, SpamhausZen @common -WarningVariable told -WarningAction SilentlyContinue
        $results.Target | Should -Be '192.0.2.25'
        $told | Should -HaveCount 1
        $told | Should -BeLike '4 of 8 answers are not known (4 refused, 0 broken, 0 unknown)*'
        (Get-DnsblStatus 192.0.2.24/30 -ListedOnly -Summary -Provider SpamCop @common).Target | Should -Be '192.0.2.25'
    }

    It 'says once that the resolver is a public one' {
        # The target is set aside, so that nothing is asked of it.
        $null = Get-DnsblStatus 10.0.0.1, 10.0.0.2 -Provider SpamCop -DnsServer 8.8.8.8, '[2606:4700:4700::1111]:53' -WarningVariable told -WarningAction SilentlyContinue
        $told | Should -HaveCount 1
        $told | Should -BeLike '*public resolver*8.8.8.8 (Google*2606:4700:4700::1111 (Cloudflare*'
        $null = Get-DnsblStatus 192.0.2.25 -Provider SpamCop @common -WarningVariable told
        $told | Should -BeNullOrEmpty
    }

    It 'fits a table of 120 and of 80 columns, and a list' {
        $results = Get-DnsblStatus 192.0.2.25 -Provider SpamCop, SpamhausZen @common | Sort-Object Provider
        $table = $results | Format-Table | Out-String -Width 120
        $table | Should -Match 'Listed\s+192\.0\.2\.25\s+SpamCop\s+127\.0\.0\.2: Reported as a source of spam'
        ($table -split '\r?\n').Length | Should -BeLessThan 10
        $results | Format-Table | Out-String -Width 80 | Should -Match 'Refused\s+192\.0\.2\.25\s+SpamhausZen\s+127\.255\.255'
        $list = $results | Format-List | Out-String -Width 200
        $list | Should -Match 'DNSBL-LISTED: 192\.0\.2\.25 is listed by SpamCop'
        $list | Should -Match 'DelistUrl\s+: https://www\.spamcop\.net/bl\.shtml\?192\.0\.2\.25'
        Get-DnsblStatus 192.0.2.25 -Provider SpamCop -Summary @common | Format-Table | Out-String -Width 120 | Should -Match 'Listed\s+192\.0\.2\.25\s+1\s+0\s+0\s+0\s+0\s+0\s+0\s+SpamCop'
    }

    It 'completes <Argument>' -ForEach @(
        @{ Argument = '-Provider spamh'; Words = 'SpamhausZen', 'SpamhausDbl' }
        @{ Argument = '-ExcludeProvider spamc'; Words = , 'SpamCop' }
        @{ Argument = '-Category '; Words = 'Spam', 'Policy', 'Allow' }
    ) {
        $line = "Get-DnsblStatus 192.0.2.1 $Argument"
        $found = (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText
        $Words | ForEach-Object { $found | Should -Contain $_ }
        $found | Should -Not -Contain 'Sorbs'
    }
}

Describe 'The memory between runs' {
    BeforeEach { $state = "$TestDrive/$([guid]::NewGuid()).state" }

    It 'tells Added, nothing, CodeChanged, Removed' {
        $changed = @{ ChangedOnly = $true }
        $added = Watch-List '25.2.0.192 A 127.0.0.3' $state -With $changed
        $added.Change | Should -Be 'Added'
        $added.Since | Should -BeGreaterThan ([DateTimeOffset]::UtcNow.AddMinutes(-5))
        Watch-List '25.2.0.192 A 127.0.0.3' $state -With $changed | Should -BeNullOrEmpty
        $code = Watch-List '25.2.0.192 A 127.0.0.4' $state -With $changed
        $code.Change | Should -Be 'CodeChanged'
        $code.Since | Should -Be $added.Since
        $removed = Watch-List @() $state -With $changed
        $removed.Change | Should -Be 'Removed'
        $removed.Status | Should -Be 'NotListed'
        $removed.Since | Should -Be $added.Since
        Watch-List @() $state -With $changed | Should -BeNullOrEmpty
    }

    It 'gives Since and Change to all results without -ChangedOnly' {
        $null = Watch-List '25.2.0.192 A 127.0.0.3' $state
        $results = Watch-List '25.2.0.192 A 127.0.0.3', '26.2.0.192 A 127.0.0.3' $state -Target 192.0.2.25, 192.0.2.26, 192.0.2.27 | Sort-Object Target
        $results.Count | Should -Be 3
        $results[0].Change | Should -BeNullOrEmpty
        $results[1].Change | Should -Be 'Added'
        $results[0].Since | Should -BeLessThan $results[1].Since
        $results[2].Since | Should -BeNullOrEmpty
        $results | Out-String -Width 120 | Should -Match 'Added'
    }

    It 'counts confirmations against flapping' {
        $with = @{ ChangedOnly = $true; Confirmations = 2 }
        $listed = '25.2.0.192 A 127.0.0.3'
        $runs = foreach ($record in $listed, @(), $listed, $listed, $listed, @(), $listed, @(), @()) {
            "$((Watch-List $record $state -With $with).Change)"
        }
        $runs | Should -Be '', '', '', 'Added', '', '', '', '', 'Removed'
    }

    It 'takes silence, refusal and breakage for no removal' {
        $null = Watch-List '25.2.0.192 A 127.0.0.3' $state
        Watch-List '2.0.0.127 A 192.0.2.80', '25.2.0.192 A 192.0.2.80' $state -With @{ ChangedOnly = $true } | Should -BeNullOrEmpty -Because 'the list is broken'
        (Get-DnsblStatus 192.0.2.25 -Provider bl.test -StatePath $state @common).Status | Should -Be 'Refused'
        $dead = [Net.Sockets.UdpClient]::new([Net.IPEndPoint]::new([ipaddress]::Loopback, 0))
        try {
            $silent = Get-DnsblStatus 192.0.2.25 -Provider bl.test -StatePath $state -ChangedOnly -Force -DnsServer $dead.Client.LocalEndPoint.ToString() -Timeout 0.1 -SkipProviderTest -WarningVariable told -WarningAction SilentlyContinue
            $silent | Should -BeNullOrEmpty
            $told | Should -BeLike 'Nothing is known of 192.0.2.25: no list that was asked*(0 refused, 0 broken, 1 unknown)*Test-DnsblProvider*' -Because 'a watcher that has gone blind says so'
        }
        finally { $dead.Dispose() }
        $still = Watch-List '25.2.0.192 A 127.0.0.3' $state
        $still.Change | Should -BeNullOrEmpty
        $still.Since | Should -Not -BeNullOrEmpty
        (Watch-List @() $state).Change | Should -Be 'Removed'
    }

    It 'tests a list once a day, and again when it says something new' {
        $list = Start-List '25.2.0.192 A 127.0.0.3'
        try {
            $asked = foreach ($n in 1..2) {
                $before = $list.QueryCount
                $null = Get-DnsblStatus 192.0.2.25 -Provider bl.test -DnsServer $list.EndPoint.ToString() -Force -StatePath $state
                $list.QueryCount - $before
            }
            ($asked[0] - $asked[1]) | Should -Be 2 -Because 'the two test entries are not asked for again'
        }
        finally { Stop-List $list }
        $world = [SmtpAdmin.Lab.LabDnsServer]::Start([SmtpAdmin.Lab.LabZone[]]@([SmtpAdmin.Lab.LabZone]::Parse('bl.test', '* A 127.0.0.2')), $null, $null)
        try {
            $result = Get-DnsblStatus 192.0.2.26 -Provider bl.test -DnsServer $world.EndPoint.ToString() -Force -StatePath $state -ChangedOnly -WarningAction SilentlyContinue
            $result | Should -BeNullOrEmpty -Because 'a list that went bad overnight is tested before its news are believed'
            (Get-DnsblStatus 192.0.2.26 -Provider bl.test -DnsServer $world.EndPoint.ToString() -Force -StatePath $state).Status | Should -Be 'Broken'
        }
        finally { Stop-List $world }
    }

    It 'sets a damaged file aside, says so, and goes on' {
        Set-Content $state '{"version":1, "pairs":[ cut o'
        $result = Watch-List '25.2.0.192 A 127.0.0.3' $state -With @{ ChangedOnly = $true; WarningVariable = '+global:told'; WarningAction = 'SilentlyContinue' }
        try { $global:told | Should -BeLike '*damaged*set aside*' } finally { Remove-Variable told -Scope global }
        $result.Change | Should -Be 'Added'
        Get-Content "$state.damaged-*" -Raw | Should -BeLike '*cut o*'
        (Get-Content $state -Raw | ConvertFrom-Json).pairs | Should -HaveCount 1
    }

    It 'says that a read-only file is not saved, and checks all the same' {
        $null = Watch-List '25.2.0.192 A 127.0.0.3' $state
        $before = Get-Content $state -Raw
        Set-ItemProperty $state IsReadOnly $true
        try {
            $results = Watch-List '25.2.0.192 A 127.0.0.3', '26.2.0.192 A 127.0.0.3' $state -Target 192.0.2.25, 192.0.2.26 -With @{ ChangedOnly = $true; ErrorVariable = '+global:told'; ErrorAction = 'SilentlyContinue' }
            $results.Target | Should -Be '192.0.2.26' -Because 'what it holds is known'
            $told = @($global:told)
        }
        finally {
            Remove-Variable told -Scope global -ErrorAction Ignore
            Set-ItemProperty $state IsReadOnly $false
        }
        $told[0].FullyQualifiedErrorId | Should -BeLike 'StateReadOnly,*'
        $told[0].Exception.Message | Should -BeLike '*read-only*'
        Get-Content $state -Raw | Should -BeExactly $before
    }

    It 'says why a file cannot be used, and shows every listing: <Kind>' -ForEach @(
        @{ Kind = 'a directory'; Path = { "$TestDrive" }; Id = 'StateUnreadable' }
        @{ Kind = 'a later version'; Path = { Set-Content "$TestDrive/later.state" '{"version":99,"tests":[],"pairs":[]}'; "$TestDrive/later.state" }; Id = 'StateTooNew' }
        @{ Kind = 'a folder that is not there'; Path = { "$TestDrive/no/such/folder/x.state" }; Id = 'StateUnwritable' }
    ) {
        $path = & $Path
        $results = Get-DnsblStatus 192.0.2.24, 192.0.2.25 -Provider SpamCop @common -StatePath $path -ChangedOnly -ErrorVariable problem -ErrorAction SilentlyContinue
        $results.Target | Should -Be '192.0.2.25'
        $problem[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $problem[0].TargetObject | Should -Be $path
    }

    It 'survives runs at the same time' {
        $shells = foreach ($n in 0..3) {
            $shell = [powershell]::Create()
            $null = $shell.AddScript("Import-Module '$root/out/SmtpAdmin'; Get-DnsblStatus 10.0.$n.0/25 -Provider good.lists.test -DnsServer $dns -Force -StatePath '$state' -LogPath '$state.log'")
            @{ Shell = $shell; Run = $shell.BeginInvoke() }
        }
        foreach ($entry in $shells) {
            Wait-Until { $entry.Run.IsCompleted } -Seconds 60 | Should -BeTrue
            $entry.Shell.EndInvoke($entry.Run).Count | Should -Be 128
            $entry.Shell.Streams.Error | Should -BeNullOrEmpty
            $entry.Shell.Streams.Warning | Should -BeNullOrEmpty
            $entry.Shell.Dispose()
        }
        (Get-Content $state -Raw | ConvertFrom-Json).pairs.target | Sort-Object -Unique | Should -HaveCount 512
        (Get-Content "$state.log" | ConvertFrom-Json).event | Should -Be (@('run') * 4)
        Get-ChildItem "$state.damaged*" | Should -BeNullOrEmpty
    }

    It 'leaves state and log alone with -WhatIf, and shows the same' {
        $would = Watch-List '25.2.0.192 A 127.0.0.3' $state -With @{ ChangedOnly = $true; LogPath = "$state.log"; WhatIf = $true }
        $would.Change | Should -Be 'Added'
        $state, "$state.log" | Should -Not -Exist
        (Watch-List '25.2.0.192 A 127.0.0.3' $state -With @{ ChangedOnly = $true; LogPath = "$state.log" }).Change | Should -Be 'Added'
        $state, "$state.log" | Should -Exist
    }

    It 'needs -StatePath for <Name>' -ForEach @(
        @{ Name = '-ChangedOnly'; With = @{ ChangedOnly = $true } }
        @{ Name = '-Confirmations'; With = @{ Confirmations = 2 } }
    ) {
        $problem = { Get-DnsblStatus 192.0.2.25 -Provider SpamCop @common @With } | Should -Throw -ErrorId 'BadCombination,*' -PassThru
        $problem.Exception.Message | Should -BeLike '*-StatePath*'
    }

    It 'finds its files from where the shell is, and refuses what is no file' {
        Push-Location $TestDrive
        try { $null = Get-DnsblStatus 192.0.2.25 -Provider SpamCop @common -StatePath here.state -LogPath ./here.log }
        finally { Pop-Location }
        "$TestDrive/here.state", "$TestDrive/here.log" | Should -Exist
        { Get-DnsblStatus 192.0.2.25 -StatePath Env:/PATH @common } | Should -Throw -ErrorId 'BadStatePath,*'
        { Get-DnsblStatus 192.0.2.25 -LogPath NoDrive:/x @common } | Should -Throw -ErrorId 'BadLogPath,*'
    }
}

Describe 'The log' {
    It 'has a line for each change and one for the run' {
        $log = "$TestDrive/audit.log"
        $null = Watch-List '25.2.0.192 A 127.0.0.3', '25.2.0.192 TXT "Seen"' "$TestDrive/audit.state" -Target 192.0.2.25, 192.0.2.26, 'no target' -With @{ LogPath = $log; ErrorAction = 'SilentlyContinue' }
        $null = Watch-List @() "$TestDrive/audit.state" -With @{ LogPath = $log; ChangedOnly = $true }
        $lines = Get-Content $log | ConvertFrom-Json
        $lines.event | Should -Be 'change', 'run', 'change', 'run'
        $lines[0, 2].change | Should -Be 'Added', 'Removed'
        $lines[0].target | Should -Be '192.0.2.25'
        $lines[0].provider | Should -Be 'bl.test'
        $lines[0].codes | Should -Be '127.0.0.3'
        $lines[0].reason | Should -Be 'Seen'
        $lines[1].targets | Should -Be 2
        $lines[1].listed | Should -Be 1
        $lines[1].notListed | Should -Be 1
        $lines[1].changes | Should -Be 1
        $lines[1].problems | Should -BeLike "'no target' *"
        $lines[1].time | Should -BeOfType [datetime]
        $lines[3].problems | Should -BeNullOrEmpty
    }

    It 'that cannot be written is an error, and the results come' {
        $results = Get-DnsblStatus 192.0.2.25 -Provider SpamCop @common -LogPath "$TestDrive/no/such/folder/x.log" -ErrorVariable problem -ErrorAction SilentlyContinue
        $results.Status | Should -Be 'Listed'
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'LogUnwritable,*'
    }
}

Describe 'A run' {
    It 'ends when the pipeline does' {
        '10.0.0.0/16', '192.0.2.0/24' | Get-DnsblStatus -Provider good.lists.test @common | Select-Object -First 1 | Should -HaveCount 1
        Start-Sleep -Milliseconds 500 # what was on its way arrives
        $after = $lab.Dns.QueryCount
        Start-Sleep -Milliseconds 500
        $lab.Dns.QueryCount | Should -Be $after -Because 'nothing runs on'
    }

    It 'stops at Ctrl+C, leaves nothing running and saves nothing' {
        $before = $lab.Dns.QueryCount
        Stop-Midway "Get-DnsblStatus 10.0.0.0/16 -Provider good.lists.test -DnsServer $dns -Force -StatePath '$TestDrive/stopped.state' -LogPath '$TestDrive/stopped.log'" { $lab.Dns.QueryCount -gt $before + 100 } | Should -Be 'Stopped'
        Start-Sleep -Milliseconds 500 # what was on its way arrives
        $after = $lab.Dns.QueryCount
        Start-Sleep -Milliseconds 500
        $lab.Dns.QueryCount | Should -Be $after -Because 'nothing runs on'
        "$TestDrive/stopped.state", "$TestDrive/stopped.log" | Should -Not -Exist
    }

    It 'stops at Ctrl+C while a list is silent' {
        $dead = [Net.Sockets.UdpClient]::new([Net.IPEndPoint]::new([ipaddress]::Loopback, 0))
        try {
            Stop-Midway "Get-DnsblStatus 10.0.0.1 -Provider bl.test -DnsServer $($dead.Client.LocalEndPoint) -Force -Timeout 300" { $dead.Available -gt 0 } | Should -Be 'Stopped'
        }
        finally { $dead.Dispose() }
    }

    It 'refuses a DNS server that is no address, and numbers out of range' {
        { Get-DnsblStatus 192.0.2.25 -DnsServer ns.example.com } | Should -Throw -ErrorId 'BadDnsServer,*'
        { Get-DnsblStatus 192.0.2.25 -ThrottleLimit 0 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
        { Get-DnsblStatus 192.0.2.25 -Confirmations 0 -StatePath x } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
        { Get-DnsblStatus 192.0.2.25 -Timeout 0 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'is bounded by -ThrottleLimit and comes to the same' {
        (Get-DnsblStatus 10.9.0.0/26 -Provider good.lists.test, bl.lab.test -ThrottleLimit 1 @common).Count | Should -Be 128
    }
}
