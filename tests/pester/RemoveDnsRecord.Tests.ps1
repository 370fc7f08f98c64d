#Requires -Version 7.4
# Remove-DnsRecord in a real PowerShell, at a server that takes signed updates.

BeforeAll {
    . "$PSScriptRoot/Lab.ps1"
    . "$PSScriptRoot/UpdateLab.ps1"
    . "$PSScriptRoot/AskingHost.ps1"
}

Describe 'Remove-DnsRecord' {
    BeforeEach {
        $lab = Start-UpdateLab
        $dns = $lab.Dns.EndPoint.ToString()
        $there = @{ Server = $dns; KeyPath = New-KeyFile; Confirm = $false }
    }

    AfterEach { Stop-Lab $lab }

    It 'removes a record of several, or all of them' {
        $done = Remove-DnsRecord -Name several.publish.test -Type A -Value 192.0.2.1 @there -PassThru
        $done.Status | Should -Be 'Published' -Because 'something is left'
        Get-Published several.publish.test A | Should -BeExactly '192.0.2.2'
        $done = Remove-DnsRecord -Name several.publish.test -Type A @there -PassThru
        $done.Status | Should -Be 'Removed'
        $done.Before.Data | Should -BeExactly '192.0.2.2'
        $done.After.Data | Should -BeNullOrEmpty
        Get-Published several.publish.test A | Should -BeNullOrEmpty
        (Remove-DnsRecord -Name several.publish.test -Type A @there -PassThru).Status | Should -Be 'Unchanged'
    }

    It 'removes what comes through the pipeline, and leaves its neighbours' {
        New-SpfRecord publish.test -All Fail -NoLookup | Remove-DnsRecord @there
        Get-Published publish.test | Should -BeExactly '"token=1"'
        'old.publish.test. IN TXT "v=BIMI1; was"', @{ Name = 'alias.publish.test'; Type = 'CNAME'; Value = 'old.publish.test' } | Remove-DnsRecord @there
        Get-Published old.publish.test | Should -BeNullOrEmpty
        Get-Published alias.publish.test CNAME | Should -BeNullOrEmpty
    }

    It 'removes what was published' {
        Publish-DnsRecord -Name new.publish.test -Type TXT -Value new -Server $dns -KeyPath $there.KeyPath -PassThru | Remove-DnsRecord @there
        Get-Published new.publish.test | Should -BeNullOrEmpty
    }

    It 'asks without being told to, and takes no for an answer' {
        $script = "Remove-DnsRecord -Name old.publish.test -Type TXT -Server $dns -KeyPath '$($there.KeyPath)'"
        (Invoke-Asking $script -Answer No).Asked | Should -BeLike '*Remove old.publish.test TXT*- 900 "v=BIMI1; was"*'
        Get-Published old.publish.test | Should -BeExactly '"v=BIMI1; was"'
        (Invoke-Asking $script -Answer Yes).Errors | Should -BeNullOrEmpty
        Get-Published old.publish.test | Should -BeNullOrEmpty
    }

    It 'tells that there is no such record, and what there is' {
        $gone = Remove-DnsRecord -Name several.publish.test -Type A -Value 192.0.2.9 @there -PassThru -WarningAction SilentlyContinue -WarningVariable warned
        $gone.Status | Should -Be 'Unchanged'
        "$warned" | Should -Match 'has no such A record\. It has: 192\.0\.2\.1, 192\.0\.2\.2'
        Remove-DnsRecord -Name nothing.publish.test -Type A -Value 192.0.2.9 @there -WarningVariable none
        $none | Should -BeNullOrEmpty
    }

    It 'does nothing with -WhatIf' {
        $run = Invoke-Asking "Remove-DnsRecord -Name several.publish.test -Type A -Value 192.0.2.1 -Server $dns -KeyPath '$($there.KeyPath)' -WhatIf"
        $run.Shown -replace '\r' | Should -BeLike "What if: Replace several.publish.test A*`n  - 300 192.0.2.1`n    300 192.0.2.2*"
        Get-Published several.publish.test A | Should -BeExactly '192.0.2.1', '192.0.2.2'
    }

    It 'writes a journal, by which Publish-DnsRecord puts it back' {
        $journal = "$TestDrive/removed.jsonl"
        Remove-DnsRecord -Name old.publish.test -Type TXT @there -JournalPath $journal
        Get-Published old.publish.test | Should -BeNullOrEmpty
        Publish-DnsRecord -Undo $journal -KeyPath $there.KeyPath
        Get-Published old.publish.test | Should -BeExactly '"v=BIMI1; was"'
    }

    It 'refuses what the zone lives by, an empty value, and a request without a key' {
        { Remove-DnsRecord -Name publish.test -Type SOA @there } | Should -Throw -ErrorId 'ZoneRecord,*'
        { Remove-DnsRecord -Name publish.test -Type NS @there } | Should -Throw -ErrorId 'ZoneRecord,*'
        { Remove-DnsRecord -Name old.publish.test -Type TXT -Value @() @there } | Should -Throw
        { Remove-DnsRecord -Name several.publish.test -Type A -Value '' @there } | Should -Throw -ErrorId 'BadData,*'
        { Remove-DnsRecord -Name old.publish.test -Type TXT -Server $dns -Confirm:$false } | Should -Throw -ErrorId 'Refused,*'
        Get-Published old.publish.test | Should -BeExactly '"v=BIMI1; was"'
        Get-Published several.publish.test A | Should -BeExactly '192.0.2.1', '192.0.2.2'
    }

    It 'completes types' {
        (TabExpansion2 'Remove-DnsRecord -Type cn').CompletionMatches.CompletionText | Should -Be 'CNAME'
    }
}
