#Requires -Version 7.4
# Publish-DnsRecord in a real PowerShell: keys, questions, what is refused, and what goes wrong.

BeforeAll {
    . "$PSScriptRoot/Lab.ps1"
    . "$PSScriptRoot/UpdateLab.ps1"
    . "$PSScriptRoot/AskingHost.ps1"
    $secret = [SmtpAdmin.Lab.LabEnvironment]::UpdateKeySecret
    $hidden = ConvertTo-SecureString $secret -AsPlainText -Force
    $wrong = [Convert]::ToBase64String([byte[]](1..32))
}

Describe 'Publish-DnsRecord' {
    BeforeEach {
        $lab = Start-UpdateLab
        $dns = $lab.Dns.EndPoint.ToString()
        $there = @{ Server = $dns; KeyPath = New-KeyFile }
    }

    AfterEach { Stop-Lab $lab }

    Context 'its keys' {
        It 'takes the key by <How>' -ForEach @(
            @{ How = 'name and secret'; Key = { @{ KeyName = 'lab'; KeySecret = $hidden } } }
            @{ How = 'credential'; Key = { @{ KeyCredential = [pscredential]::new('lab', $hidden) } } }
            @{ How = 'a file'; Key = { @{ KeyPath = New-KeyFile } } }
            @{ How = 'a file and a name'; Key = { @{ KeyPath = New-KeyFile; KeyName = 'lab' } } }
        ) {
            $given = & $Key
            $text = 'new.publish.test. IN TXT "new"' | Publish-DnsRecord -Server $dns @given -PassThru -Verbose -Debug 4>&1 5>&1 6>&1 | ForEach-Object { $_ | ConvertTo-Json -Depth 3 -WarningAction Ignore; "$_" } | Out-String
            Get-Published new.publish.test | Should -BeExactly '"new"'
            $text | Should -BeLike '*Published*'
            $text | Should -Not -BeLike "*$secret*"
        }

        It 'refuses a key file that everybody may read' -Skip:($IsWindows) {
            chmod 644 $there.KeyPath
            { 'new.publish.test. IN TXT "new"' | Publish-DnsRecord @there } | Should -Throw -ErrorId 'KeyTooOpen,*'
            $Error[0].CategoryInfo.Category | Should -Be 'SecurityError'
            "$($Error[0])" | Should -BeLike '*chmod*'
            Get-Published new.publish.test | Should -BeNullOrEmpty
        }

        It 'refuses <Why> before anybody is asked' -ForEach @(
            @{ Why = 'a key file that is not there'; Id = 'KeyUnreadable'; Key = { @{ KeyPath = "$TestDrive/gone.key" } } }
            @{ Why = 'a file without a key'; Id = 'KeyNoKey'; Key = { Set-Content "$TestDrive/none.key" '# nothing'; if (-not $IsWindows) { chmod 600 "$TestDrive/none.key" }; @{ KeyPath = "$TestDrive/none.key" } } }
            @{ Why = 'another key than the file has'; Id = 'KeyWhichKey'; Key = { @{ KeyPath = New-KeyFile; KeyName = 'other' } } }
            @{ Why = 'a secret that is no base64'; Id = 'KeyBadSecret'; Key = { @{ KeyName = 'lab'; KeySecret = ConvertTo-SecureString 'ThisIsNo-Base64!' -AsPlainText -Force } } }
            @{ Why = 'a secret without a name'; Id = 'BadKey'; Key = { @{ KeySecret = $hidden } } }
            @{ Why = 'a name without a secret'; Id = 'BadKey'; Key = { @{ KeyName = 'lab' } } }
            @{ Why = 'a file beside a secret'; Id = 'BadKey'; Key = { @{ KeyPath = New-KeyFile; KeyName = 'lab'; KeySecret = $hidden } } }
            @{ Why = 'an algorithm beside a file'; Id = 'BadKey'; Key = { @{ KeyPath = New-KeyFile; KeyAlgorithm = 'HmacSha256' } } }
        ) {
            $given = & $Key
            { 'new.publish.test. IN TXT "new"' | Publish-DnsRecord -Server $dns @given } | Should -Throw -ErrorId "$Id,*"
            "$($Error[0])$($Error[0].ErrorDetails)$($Error[0].Exception)" | Should -Not -BeLike '*ThisIsNo*'
            $lab.Dns.QueryCount | Should -Be 0
        }

        It 'tells what the server refused, as <Id>, without the secret' -ForEach @(
            @{ Id = 'Refused'; Category = 'PermissionDenied'; Said = '*-KeyPath*'; Key = { @{} } }
            @{ Id = 'BadKey'; Category = 'AuthenticationError'; Said = '*does not know the key nobody*'; Key = { @{ KeyPath = New-KeyFile -Name nobody } } }
            @{ Id = 'BadSignature'; Category = 'AuthenticationError'; Said = '*another secret under the name lab*'; Key = { @{ KeyPath = New-KeyFile -Secret $wrong } } }
        ) {
            $given = & $Key
            { 'new.publish.test. IN TXT "new"' | Publish-DnsRecord -Server $dns @given -Verbose 4>&1 } | Should -Throw -ErrorId "$Id,*"
            $Error[0].CategoryInfo.Category | Should -Be $Category
            "$($Error[0])" | Should -BeLike $Said
            ($Error[0] | Format-List * -Force | Out-String) | Should -Not -BeLike "*$wrong*"
            Get-Published new.publish.test | Should -BeNullOrEmpty
        }
    }

    Context 'what it asks' {
        It 'shows with -WhatIf what was and what would be, and does nothing' {
            $journal = "$TestDrive/whatif.jsonl"
            $script = "'old.publish.test. 60 IN TXT `"v=BIMI1; new`"' | Publish-DnsRecord -Server $dns -KeyPath '$($there.KeyPath)' -JournalPath '$journal' -PassThru -WhatIf"
            $run = Invoke-Asking $script
            $run.Errors | Should -BeNullOrEmpty
            $run.Objects | Should -BeNullOrEmpty
            $run.Shown -replace '\r' | Should -BeLike "What if: Replace old.publish.test TXT (zone publish.test at $dns)`n  - 900 `"v=BIMI1; was`"`n  + 60 `"v=BIMI1; new`"*"
            Get-Published old.publish.test | Should -BeExactly '"v=BIMI1; was"'
            $journal | Should -Not -Exist
        }

        It 'asks with -Confirm, shows the difference, and takes no for an answer' {
            $journal = "$TestDrive/confirm.jsonl"
            $script = "'old.publish.test. 60 IN TXT `"v=BIMI1; new`"' | Publish-DnsRecord -Server $dns -KeyPath '$($there.KeyPath)' -JournalPath '$journal' -PassThru -Confirm"
            $run = Invoke-Asking $script -Answer No
            $run.Asked | Should -BeLike '*Replace old.publish.test TXT*- 900 "v=BIMI1; was"*+ 60 "v=BIMI1; new"*'
            $run.Objects | Should -BeNullOrEmpty
            Get-Published old.publish.test | Should -BeExactly '"v=BIMI1; was"'
            $journal | Should -Not -Exist
            (Invoke-Asking $script -Answer Yes).Objects[0].Status | Should -Be 'Published'
            Get-Published old.publish.test | Should -BeExactly '"v=BIMI1; new"'
        }

        It 'is told when somebody else was first, and leaves what that was' {
            $script = "'old.publish.test. IN TXT `"v=BIMI1; ours`"', 'more.publish.test. IN TXT `"ours`"' | Publish-DnsRecord -Server $dns -KeyPath '$($there.KeyPath)' -PassThru -Confirm"
            $run = Invoke-Asking $script -Answer 'Yes to All' -Meanwhile { Publish-DnsRecord -Name old.publish.test -Type TXT -Value 'v=BIMI1; theirs' @there }
            $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'ChangedMeanwhile,*'
            "$($run.Errors[0])" | Should -BeLike '*now there is "v=BIMI1; theirs"*Nothing was changed*'
            $run.Errors[0].CategoryInfo.Category | Should -Be 'ResourceBusy'
            Get-Published old.publish.test | Should -BeExactly '"v=BIMI1; theirs"'
            Get-Published more.publish.test | Should -BeNullOrEmpty
        }

        It 'publishes without a question with -Confirm:$false' {
            Publish-DnsRecord -Name new.publish.test -Type TXT -Value new @there -Confirm:$false
            Get-Published new.publish.test | Should -BeExactly '"new"'
        }
    }

    Context 'what is wrong' {
        It 'refuses <Id> and publishes nothing of the rest' -ForEach @(
            @{ Id = 'OutOfZone'; Given = 'x.other.test. IN A 192.0.2.1' }
            @{ Id = 'SeveralOfOneKind'; Given = 'x.publish.test. IN TXT "v=spf1 -all"', 'x.publish.test. IN TXT "v=spf1 ~all"' }
            @{ Id = 'CnameBesideOtherData'; Given = 'x.publish.test. IN CNAME y.publish.test.', 'x.publish.test. IN A 192.0.2.1' }
            @{ Id = 'CnameBesideOtherData'; Given = 'alias.publish.test. IN TXT "beside"' }
            @{ Id = 'ZoneRecord'; Given = 'publish.test. IN NS ns.publish.test.' }
            @{ Id = 'BadName'; Given = @{ Name = 'a..b'; Type = 'A'; Value = '192.0.2.1' } }
            @{ Id = 'OutOfZone'; Given = @{ Name = 'relative'; Type = 'A'; Value = '192.0.2.1' } }
            @{ Id = 'BadName'; Given = 'relative IN A 192.0.2.1' }
            @{ Id = 'BadType'; Given = @{ Name = 'x.publish.test'; Type = 'ANY'; Value = '1' } }
            @{ Id = 'BadData'; Given = 'x.publish.test. IN A 192.0.2.300' }
            @{ Id = 'BadTtl'; Given = @{ Name = 'x.publish.test'; Type = 'A'; Value = '192.0.2.1'; Ttl = 'soon' } }
            @{ Id = 'MixedTtl'; Given = 'x.publish.test. 60 IN A 192.0.2.1', 'x.publish.test. 61 IN A 192.0.2.2' }
            @{ Id = 'NoRecord'; Given = [pscustomobject]@{ Something = 'else' } }
            @{ Id = 'NoRecord'; Given = @{ Name = 'x.publish.test'; Type = 'A' } }
            @{ Id = 'TooLong'; Given = @{ Name = 'x.publish.test'; Type = 'TXT'; Value = 'x' * 65600 } }
        ) {
            { 'good.publish.test. IN A 192.0.2.1', $Given, 'better.publish.test. IN A 192.0.2.1' | ForEach-Object { $_ } | Publish-DnsRecord @there -Zone publish.test } | Should -Throw -ErrorId "$Id,*"
            $Error[0].Exception.Message.Length | Should -BeGreaterThan 30
            foreach ($name in 'good', 'better', 'x') { Get-Published "$name.publish.test" A | Should -BeNullOrEmpty }
        }

        It 'tells all that is wrong, not the first alone' {
            $wrong = @()
            try { 'x.other.test. IN A 192.0.2.1', 'y.publish.test. IN A none' | Publish-DnsRecord @there -Zone publish.test -ErrorVariable wrong -ErrorAction SilentlyContinue } catch { $wrong += $_ }
            ($wrong.FullyQualifiedErrorId -replace ',.*' | Sort-Object -Unique) | Should -Be 'BadData', 'OutOfZone'
        }

        It 'needs a zone for @, and knows none that the server does not have' {
            { Publish-DnsRecord -Name '@' -Type A -Value 192.0.2.1 @there } | Should -Throw -ErrorId 'NoZone,*'
            { Publish-DnsRecord -Name x.gone.test -Type A -Value 192.0.2.1 @there } | Should -Throw
            { Publish-DnsRecord -Name x.publish.test -Type A -Value @there } | Should -Throw
            { Publish-DnsRecord -Name x.publish.test -Type A -Value '' @there } | Should -Throw -ErrorId 'BadData,*'
            { Publish-DnsRecord -Name x.publish.test -Type A -Value 192.0.2.1 @there -Zone 'a..b' } | Should -Throw -ErrorId 'BadZone,*'
        }

        It 'says so where null and nothing is all that was given, and passes it over beside a record' {
            { $null, '', '# a comment' | Publish-DnsRecord @there } | Should -Throw -ErrorId 'NoRecord,*'
            $lab.Dns.QueryCount | Should -Be 0
            $null, '', 'beside.publish.test. IN TXT "1"' | Publish-DnsRecord @there
            Get-Published beside.publish.test | Should -BeExactly '"1"'
        }

        It 'says <Id> of a server that <Kind>' -ForEach @(
            @{ Kind = 'NotImplemented'; Id = 'NotImplemented' }
            @{ Kind = 'ServFail'; Id = 'OutcomeUnknown' }
            @{ Kind = 'Refused'; Id = 'Refused' }
        ) {
            Set-Fault publish.test $Kind
            { Publish-DnsRecord -Name new.publish.test -Type TXT -Value new @there -Zone publish.test } | Should -Throw -ErrorId "$Id,*"
        }

        It 'sees by reading again that it was carried out, though the answer was lost' {
            Set-Fault publish.test AnswerLost
            $done = Publish-DnsRecord -Name new.publish.test -Type TXT -Value new @there -Zone publish.test -Tcp -PassThru
            "$($done.Status) $($done.Detail)" | Should -BeLike 'Published *the server has it*'
        }

        It 'says Unreachable where nobody listens' {
            $socket = [Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
            $socket.Start()
            $free = "$($socket.LocalEndpoint)"
            $socket.Stop()
            { Publish-DnsRecord -Name new.publish.test -Type TXT -Value new -Server $free -Zone publish.test -KeyPath $there.KeyPath -Tcp } | Should -Throw -ErrorId 'Unreachable,*'
            $Error[0].CategoryInfo.Category | Should -Be 'ConnectionError'
        }

        It 'stops at Ctrl+C while the server is silent' {
            $silent = [Net.Sockets.UdpClient]::new([Net.IPEndPoint]::new([ipaddress]::Loopback, 0))
            try {
                Stop-Midway "Publish-DnsRecord -Name x.publish.test -Type TXT -Value x -Zone publish.test -Server $($silent.Client.LocalEndPoint) -Timeout 300" { $silent.Available -gt 0 } | Should -Be 'Stopped'
            }
            finally { $silent.Dispose() }
        }
    }
}
