#Requires -Version 7.4
# Publish-DnsRecord in a real PowerShell: what it takes and what it tells, at a server that takes signed updates.

BeforeAll {
    . "$PSScriptRoot/Lab.ps1"
    . "$PSScriptRoot/UpdateLab.ps1"
    . "$PSScriptRoot/AskingHost.ps1"
}

Describe 'Publish-DnsRecord' {
    BeforeEach {
        $lab = Start-UpdateLab
        $dns = $lab.Dns.EndPoint.ToString()
        $there = @{ Server = $dns; KeyPath = New-KeyFile }
    }

    AfterEach { Stop-Lab $lab }

    It 'publishes what builders make, all of it together' {
        $spf = New-SpfRecord mail.publish.test -IPAddress 192.0.2.1 -NoLookup
        $dmarc = New-DmarcRecord publish.test -Policy reject -NoLookup
        $dkim = New-DkimKey publish.test -Selector one -Algorithm Ed25519 -Path $TestDrive
        $spf, $dmarc, $dkim | Publish-DnsRecord @there | Should -BeNullOrEmpty
        Get-Published mail.publish.test | Should -BeExactly '"v=spf1 ip4:192.0.2.1 -all"'
        Get-Published _dmarc.publish.test | Should -BeExactly $dmarc.RecordSets[0].Data
        Get-Published one._domainkey.publish.test | Should -BeExactly $dkim.RecordSets[0].Data
        @($lab.Dns.Queries | Where-Object Type -EQ SOA | Where-Object { "$($_.Name)" -eq 'publish.test' }).Count | Should -BeGreaterThan 0
    }

    It 'takes <What>' -ForEach @(
        @{ What = 'a table'; Rows = { @{ Name = 'a.publish.test'; Type = 'A'; Value = '192.0.2.5' } } }
        @{ What = 'an object, with its name relative to nothing'; Rows = { [pscustomobject]@{ Name = 'a.publish.test.'; Type = 'a'; Data = '192.0.2.5'; Ttl = 60 } } }
        @{ What = 'rows of CSV'; Rows = { "Name,Type,Value`na.publish.test,A,192.0.2.5" | ConvertFrom-Csv } }
        @{ What = 'JSON'; Rows = { '[{"name":"a.publish.test","type":"A","data":["192.0.2.5"]}]' | ConvertFrom-Json } }
        @{ What = 'a line of a zone file'; Rows = { 'a.publish.test. 60 IN A 192.0.2.5' } }
        @{ What = 'what is exported as JSON'; Rows = { 'a.publish.test. IN A 192.0.2.5' | Export-DnsRecord Json | ConvertFrom-Json } }
        @{ What = 'what was published'; Rows = { 'a.publish.test. IN A 192.0.2.5' | Publish-DnsRecord -Server $dns -KeyPath $there.KeyPath -PassThru } }
    ) {
        & $Rows | Publish-DnsRecord @there
        Get-Published a.publish.test A | Should -BeExactly '192.0.2.5'
    }

    It 'imports a table from a file, and stands for the zone with @' {
        Set-Content "$TestDrive/records.csv" "Name,Type,Value,TtlSeconds`n@,MX,10 mail.publish.test,60`nmail.publish.test,A,192.0.2.7,`nmail.publish.test,A,192.0.2.8,"
        $done = Import-Csv "$TestDrive/records.csv" | Publish-DnsRecord @there -Zone publish.test -Ttl 1200 -PassThru
        "$($done[0].After)" | Should -BeExactly 'publish.test. 60 IN MX 10 mail.publish.test.'
        Get-Published mail.publish.test A | Should -BeExactly '192.0.2.7', '192.0.2.8'
        $done[1].After.TtlSeconds | Should -Be 1200
    }

    It 'publishes a record by its parts' {
        Publish-DnsRecord -Name bücher.publish.test -Type TXT -Value 'one', 'two; "three"' @there
        Get-Published xn--bcher-kva.publish.test | Should -BeExactly '"one"', '"two; \"three\""'
        Publish-DnsRecord -Name '@' -Type MX -Value '10 mail.publish.test' -Zone publish.test @there
        Get-Published publish.test MX | Should -BeExactly '10 mail.publish.test.'
    }

    It 'tells with -PassThru what was there and what is' {
        $done = 'several.publish.test. 60 IN A 192.0.2.3', 'old.publish.test. IN TXT "v=BIMI1; was"', 'new.publish.test. IN TXT "new"' | Publish-DnsRecord @there -PassThru
        $done | Should -BeOfType SmtpAdmin.Provisioning.DnsPublication
        $done.Status | Should -Be 'Published', 'Unchanged', 'Published'
        $done.Passed | Should -Be $true, $true, $true
        $done[0].Before.Data | Should -BeExactly '192.0.2.1', '192.0.2.2'
        $done[0].After.Data | Should -BeExactly '192.0.2.3'
        $done[0].Before.TtlSeconds, $done[0].After.TtlSeconds | Should -Be 300, 60
        $done[1].After.TtlSeconds | Should -Be 900 -Because 'what says no time to live keeps the one that is there'
        $done[2].Before.Data | Should -BeNullOrEmpty
        $done[2].Zone, $done[2].Server | Should -Be 'publish.test', $dns
        Get-Published several.publish.test A | Should -BeExactly '192.0.2.3'
    }

    It 'keeps text of another kind with -Merge, replaces it with -Force, and else neither' {
        $spf = New-SpfRecord publish.test -IPAddress 192.0.2.1 -NoLookup
        { $spf | Publish-DnsRecord @there } | Should -Throw -ErrorId 'OtherRecords,*'
        "$($Error[0])" | Should -BeLike '*token=1*-Merge*-Force*'
        $Error[0].CategoryInfo.Category | Should -Be 'ResourceExists'
        Get-Published publish.test | Should -BeExactly '"token=1"', '"v=spf1 -all"'
        $spf | Publish-DnsRecord @there -Merge
        Get-Published publish.test | Should -BeExactly '"token=1"', '"v=spf1 ip4:192.0.2.1 -all"'
        $spf | Publish-DnsRecord @there -Force
        Get-Published publish.test | Should -BeExactly '"v=spf1 ip4:192.0.2.1 -all"'
        { $spf | Publish-DnsRecord @there -Merge -Force } | Should -Throw -ErrorId 'BadCombination,*'
    }

    It 'writes a journal, and puts back with -Undo what was there' {
        $journal = "$TestDrive/$([guid]::NewGuid()).jsonl"
        'old.publish.test. IN TXT "v=BIMI1; new"', 'added.publish.test. IN TXT "new"' | Publish-DnsRecord @there -JournalPath $journal
        'old.publish.test. IN TXT "v=BIMI1; newer"' | Publish-DnsRecord @there -JournalPath $journal
        @(Get-Content $journal | ConvertFrom-Json).Count | Should -Be 3
        Get-Content $journal -Raw | Should -Not -BeLike "*$([SmtpAdmin.Lab.LabEnvironment]::UpdateKeySecret)*"
        (Invoke-Asking "Publish-DnsRecord -Undo '$journal' -KeyPath '$($there.KeyPath)' -WhatIf").Shown | Should -BeLike '*Remove added.publish.test TXT*'
        Get-Published old.publish.test | Should -BeExactly '"v=BIMI1; newer"'
        $done = Publish-DnsRecord -Undo $journal -KeyPath $there.KeyPath -PassThru
        $done.Status | Should -Be 'Published', 'Removed'
        $done[0].After.TtlSeconds | Should -Be 900
        Get-Published old.publish.test | Should -BeExactly '"v=BIMI1; was"'
        Get-Published added.publish.test | Should -BeNullOrEmpty
    }

    It 'leaves alone what somebody else changed since and undoes the rest, and reads no file that is no journal' {
        $journal = "$TestDrive/$([guid]::NewGuid()).jsonl"
        'old.publish.test. IN TXT "v=BIMI1; new"', 'added.publish.test. IN TXT "new"' | Publish-DnsRecord @there -JournalPath $journal
        'old.publish.test. IN TXT "v=BIMI1; other"' | Publish-DnsRecord @there
        { Publish-DnsRecord -Undo $journal -KeyPath $there.KeyPath -ErrorAction Stop } | Should -Throw -ErrorId 'ChangedMeanwhile,*'
        Get-Published added.publish.test | Should -BeNullOrEmpty
        Get-Published old.publish.test | Should -BeExactly '"v=BIMI1; other"'
        Set-Content "$TestDrive/none.jsonl" 'no journal'
        foreach ($path in "$TestDrive/none.jsonl", "$TestDrive/gone.jsonl") {
            { Publish-DnsRecord -Undo $path -KeyPath $there.KeyPath } | Should -Throw -ErrorId 'BadJournal,*'
        }
        { 'old.publish.test. IN TXT "x"' | Publish-DnsRecord @there -Force -JournalPath "$TestDrive/no/such/folder.jsonl" } | Should -Throw -ErrorId 'JournalUnwritable,*'
        Get-Published old.publish.test | Should -BeExactly '"v=BIMI1; other"'
    }

    It 'finds the zone of each name, and a server by its name' {
        'x.publish.test. IN TXT "1"', 'x.other.test. IN TXT "2"' | Publish-DnsRecord @there
        Get-Published x.other.test | Should -BeExactly '"2"'
        Publish-DnsRecord -Name y.publish.test -Type TXT -Value 3 -Server "ns.publish.test:$($lab.Dns.EndPoint.Port)" -DnsServer $dns -KeyPath $there.KeyPath -Tcp
        Get-Published y.publish.test | Should -BeExactly '"3"'
    }

    It 'has a table with the difference, and a list with all of it' {
        $long = 'new.publish.test. IN TXT "' + 'x' * 200 + '"'
        $done = 'several.publish.test. 60 IN A 192.0.2.1', $long, 'alias.publish.test. IN CNAME ns.publish.test.' | Publish-DnsRecord @there -PassThru
        $table = $done | Out-String -Width 80
        $table | Should -Match 'Published +several.publish.test +A +- 300 192.0.2.1\s+- 300 192.0.2.2\s+\+ 60 192.0.2.1\s'
        $table | Should -Match 'Published +alias.publish.test +CNAME - old.publish.test.\s+\+ ns.publish.test.'
        $table | Should -Match 'xxx\.\.\.'
        $list = $done[1] | Format-List | Out-String -Width 400
        $list | Should -Match "After +: 3600 `"x{200}`""
        $list | Should -Not -Match 'RecordSets|Before'
        $done[0].RecordSets | Out-String -Width 80 | Should -Match 'several.publish.test +60 +A +192.0.2.1'
    }

    It 'completes types and algorithms' {
        (TabExpansion2 'Publish-DnsRecord -Type T').CompletionMatches.CompletionText | Should -Contain 'TXT'
        (TabExpansion2 'Publish-DnsRecord -Type tl').CompletionMatches.CompletionText | Should -Be 'TLSA'
        (TabExpansion2 'Publish-DnsRecord -KeyAlgorithm HmacSha5').CompletionMatches.CompletionText | Should -Be 'HmacSha512'
    }

    It 'says with -WhatIf what would stay, too, and asks nobody about it' {
        $script = "'old.publish.test. 900 IN TXT `"v=BIMI1; was`"', 'new.publish.test. 60 IN TXT `"x`"' | Publish-DnsRecord -Server $dns -KeyPath '$($there.KeyPath)'"
        (Invoke-Asking "$script -WhatIf").Shown | Should -Match '(?s)Leave old\.publish\.test TXT.*Add new\.publish\.test TXT'
        (Invoke-Asking "`$WhatIfPreference = `$true; $script").Shown | Should -Match 'Leave old\.publish\.test TXT'
        (Invoke-Asking "$script -Confirm").Asked | Should -Not -Match 'old\.publish\.test'
    }

    It 'says at Ctrl+C what was done by then, and that of the message on its way nothing is known' {
        Set-Fault publish.test Drop
        $asking = [AskingHost]::new()
        $before = $lab.Dns.QueryCount
        Stop-Midway "Publish-DnsRecord -Name x.publish.test -Type TXT -Value x -Zone publish.test -Server $dns -KeyPath '$($there.KeyPath)' -Timeout 300" {
            $lab.Dns.Queries | Select-Object -Skip $before | Where-Object Type -EQ SOA | Where-Object { "$($_.Name)" -eq 'publish.test' }
        } -In $asking | Should -Be 'Stopped'
        $asking.Shown | Should -Match 'Interrupted\. 0 record sets had been changed by then'
    }
}
