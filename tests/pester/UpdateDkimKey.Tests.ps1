#Requires -Version 7.4
# Update-DkimKey in a real PowerShell: whole rotations against zones of the lab, with files in Pester's own drive.

BeforeAll {
    . "$PSScriptRoot/Lab.ps1"
    $old = 'old._domainkey.dkim.test. IN TXT "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="'

    # A zone has its records for good, so that each change is a server of its own. With a minimum of 0 no resolver keeps that a name was not there.
    function Publish-Zone([string[]] $Line, [int] $Minimum = 0) {
        Stop-Lab $script:server
        $text = "`$TTL $Minimum`n@ IN SOA ns admin 1 60 60 60 $Minimum`n$($Line -join "`n")`n"
        $script:server = [SmtpAdmin.Lab.LabDnsServer]::Start([SmtpAdmin.Lab.LabZone[]]@([SmtpAdmin.Lab.LabZone]::Parse('dkim.test.', $text)), $null, $null)
        $script:dns = @{ DnsServer = "$($script:server.EndPoint)"; NameServer = "$($script:server.EndPoint)" }
    }

    function New-Signer {
        $script:folder = (New-Item -ItemType Directory -Path (Join-Path $TestDrive ([guid]::NewGuid()))).FullName
        $script:table = Join-Path $folder 'key.table'
        $script:state = Join-Path $folder 'dkim.test.rotation.json'
        Set-Content "$folder/old.key" 'the key in use'
        if (-not $IsWindows) { chmod 600 "$folder/old.key" }
        Set-Content $table "# keys`nmail dkim.test:old:$folder/old.key`nother other.test:old:/keys/other.key"
        $script:signer = @{ Path = $folder; Algorithm = 'Ed25519'; Config = 'OpenDkim'; ConfigPath = $table }
        Publish-Zone $old
    }

    # Moves what is remembered into the past: as if days had passed.
    function Step-Time([int] $Day) {
        $json = Get-Content $state -Raw | ConvertFrom-Json -DateKind Offset
        foreach ($property in $json.PSObject.Properties) { if ($property.Name -like '*At') { $property.Value = $property.Value.AddDays(-$Day) } }
        $json | ConvertTo-Json | Set-Content $state
    }
}

AfterAll { Stop-Lab $server }

Describe 'Update-DkimKey' {
    BeforeEach { New-Signer }

    It 'walks a whole rotation, call by call, and begins the next' {
        $signer.UpdateConfig = $true
        $step = Update-DkimKey dkim.test @signer @dns
        $step.GetType().FullName | Should -Be 'SmtpAdmin.Dkim.DkimRotationStep'
        "$($step.PreviousStage) $($step.Stage) $($step.Status) $($step.Changed) $($step.Passed) $($step.OldSelector)" | Should -BeExactly 'None Prepared ActionNeeded True True old'
        $line = $step.Record.ZoneLine
        $step.Record.Strings[0] | Should -BeExactly $step.Record.Value
        if (-not $IsWindows) { (Get-Item $step.PrivateKeyPath).UnixMode | Should -BeExactly '-rw-------' }
        (Update-DkimKey dkim.test @signer @dns).Servers[0].Status | Should -Be 'Missing'

        Publish-Zone $old, $line
        $step = Update-DkimKey dkim.test @signer @dns
        "$($step.Stage) $($step.Servers[0].Status) $($step.OldServers[0].Status)" | Should -BeExactly 'Published Published Published'
        Get-Content $table -Raw | Should -BeLike '*dkim.test:old:*'
        $step = Update-DkimKey dkim.test @signer @dns
        "$($step.Stage) $($step.Status)" | Should -BeExactly 'Signing ActionNeeded'
        $step.NextStep | Should -BeLike '*systemctl reload opendkim*'
        (Get-Content $table)[1] | Should -BeExactly "mail dkim.test:$($step.Selector):$($step.PrivateKeyPath)"
        (Get-Content $table)[2] | Should -BeExactly 'other other.test:old:/keys/other.key'
        $step = Update-DkimKey dkim.test @signer @dns
        "$($step.Stage) $($step.Status) $($step.Record)" | Should -BeExactly 'Retiring Waiting '
        $step.NextCheckAfter | Should -BeGreaterThan ([DateTimeOffset]::UtcNow.AddDays(6))

        Step-Time 8
        $step = Update-DkimKey dkim.test @signer @dns
        "$($step.Stage) $($step.Record.ZoneLine)" | Should -BeExactly 'Retired old._domainkey.dkim.test. IN TXT "v=DKIM1; p="'
        Publish-Zone $line, $step.Record.ZoneLine
        (Update-DkimKey dkim.test @signer @dns).Status | Should -Be 'Done'
        (Update-DkimKey dkim.test @signer @dns -MaxAge 30).Changed | Should -BeFalse
        $next = Update-DkimKey dkim.test @signer @dns -MaxAge 5
        "$($next.PreviousStage) $($next.Stage) $($next.OldSelector)" | Should -BeExactly "Retired Prepared $($step.Selector)"
    }

    It 'waits until resolvers have forgotten that the key was not there' {
        $step = Update-DkimKey dkim.test @signer @dns
        Publish-Zone $old, $step.Record.ZoneLine -Minimum 600
        $published = Update-DkimKey dkim.test @signer @dns -UpdateConfig
        $published.NextCheckAfter | Should -Be $published.PublishedAt.AddSeconds(600)
        (Update-DkimKey dkim.test @signer @dns -UpdateConfig).Stage | Should -Be 'Published'
    }

    It 'names the line to change where it is not to change it itself' {
        $step = Update-DkimKey dkim.test @signer @dns
        Publish-Zone $old, $step.Record.ZoneLine
        $null = Update-DkimKey dkim.test @signer @dns
        $step = Update-DkimKey dkim.test @signer @dns
        "$($step.Stage) $($step.Status) $($step.Signer.Line) $($step.Signer.Selectors)" | Should -BeExactly 'Published ActionNeeded 2 old'
        $step.Signer.Replacement | Should -BeExactly "mail dkim.test:$($step.Selector):$($step.PrivateKeyPath)"
        (Get-Content $table) -replace 'dkim\.test:old:.*', "dkim.test:$($step.Selector):$($step.PrivateKeyPath)" | Set-Content $table
        (Update-DkimKey dkim.test @signer @dns).Stage | Should -Be 'Signing'
    }

    It 'goes back and says so when a record vanishes, and when the signer is ahead of it' {
        $step = Update-DkimKey dkim.test @signer @dns
        Publish-Zone $old, $step.Record.ZoneLine
        $null = Update-DkimKey dkim.test @signer @dns
        Publish-Zone $old
        $back = Update-DkimKey dkim.test @signer @dns
        "$($back.Stage) $($back.Status) $($back.Passed) $($back.Findings[0].Code)" | Should -BeExactly 'Prepared Broken False DKIM-RECORD-VANISHED'
        Set-Content $table "mail dkim.test:$($step.Selector):$($step.PrivateKeyPath)"
        (Update-DkimKey dkim.test @signer @dns).Findings.Code | Should -Contain 'DKIM-SIGNING-UNPUBLISHED'
    }

    It 'says what it would do with -WhatIf, and does nothing' {
        $before = Get-ChildItem $folder -Force | ForEach-Object { "$($_.Name) $($_.LastWriteTimeUtc.Ticks)" }
        $step = Update-DkimKey dkim.test @signer @dns -WhatIf
        "$($step.Stage) $($step.WouldBecome) $($step.Changed)" | Should -BeExactly 'None Prepared False'
        $step.NextStep | Should -BeLike "A key would be made in *$($step.Selector).key*"
        Get-ChildItem $folder -Force | ForEach-Object { "$($_.Name) $($_.LastWriteTimeUtc.Ticks)" } | Should -BeExactly $before
    }

    It 'changes the selector in a map of <Software>' -ForEach @(
        @{ Software = 'Exim'; Template = '$dkim_domain.$dkim_selector.key'; Before = 'dkim.test: old' }
        @{ Software = 'Rspamd'; Template = '$domain.$selector.key'; Before = 'dkim.test old' }
    ) {
        Move-Item "$folder/old.key" "$folder/dkim.test.old.key"
        Set-Content "$folder/selectors" "# selectors`nother.test other`n$Before"
        $map = @{ Path = $folder; Algorithm = 'Ed25519'; Config = $Software; ConfigPath = "$folder/selectors"; KeyPathTemplate = "$folder/$Template"; UpdateConfig = $true }
        $step = Update-DkimKey dkim.test @map @dns
        $step.OldSelector | Should -BeExactly 'old'
        Publish-Zone $old, $step.Record.ZoneLine
        $null = Update-DkimKey dkim.test @map @dns
        (Update-DkimKey dkim.test @map @dns).Stage | Should -Be 'Signing'
        Get-Content "$folder/selectors" | Should -BeExactly '# selectors', 'other.test other', ($Before -replace 'old', $step.Selector)
        (Update-DkimKey dkim.test @map @dns).Stage | Should -Be 'Retiring'
    }

    It 'leaves a signer that somebody pointed back where it is, as the help says, until -Force' {
        $signer.UpdateConfig = $true
        $before = Get-Content $table -Raw
        $step = Update-DkimKey dkim.test @signer @dns
        Publish-Zone $old, $step.Record.ZoneLine
        1..2 | ForEach-Object { $null = Update-DkimKey dkim.test @signer @dns }
        (Update-DkimKey dkim.test @signer @dns).Stage | Should -Be 'Retiring'
        Set-Content $table $before -NoNewline
        foreach ($call in 1..3) {
            $step = Update-DkimKey dkim.test @signer @dns
            "$($step.Stage) $($step.Status) $($step.Findings.Code -contains 'DKIM-SIGNER-WENT-BACK')" | Should -BeExactly 'Published ActionNeeded True'
            Get-Content $table -Raw | Should -BeExactly $before
        }
        (Update-DkimKey dkim.test @signer @dns -Force).Stage | Should -Be 'Signing'
        Get-Content $table -Raw | Should -BeLike "*dkim.test:$($step.Selector):*"
    }

    It 'makes the first key of a domain, and has nothing to retire behind it' {
        Publish-Zone 'nothing IN TXT "here"'
        $first = @{ Path = $folder; Algorithm = 'Ed25519' }
        $step = Update-DkimKey dkim.test @first @dns -FirstKey
        "$($step.Stage) $($step.OldSelector)" | Should -BeExactly 'Prepared '
        Publish-Zone $step.Record.ZoneLine
        $null = Update-DkimKey dkim.test @first @dns
        (Update-DkimKey dkim.test @first @dns).NextStep | Should -BeLike "*-SigningSelector $($step.Selector)*"
        $null = Update-DkimKey dkim.test @first @dns -SigningSelector $step.Selector
        $step = Update-DkimKey dkim.test @first @dns
        "$($step.Stage) $($step.Status) $($step.OldServers)" | Should -BeExactly 'Retired Done '
        $step | Out-String -Width 80 | Should -Not -Match 'OldServers'
    }

    It 'takes an RSA and an Ed25519 key of a domain as two rotations, each with its state' {
        $second = New-Item "$folder/second.table" -Value "mail dkim.test:old2:$folder/old.key"
        $one = Update-DkimKey dkim.test @signer @dns
        $signer.ConfigPath = $second.FullName
        $other = Update-DkimKey dkim.test @signer @dns -StatePath "$folder/second.rotation.json"
        "$($one.OldSelector) $($other.OldSelector)" | Should -BeExactly 'old old2'
        $other.Selector | Should -Not -Be $one.Selector
        (Get-ChildItem $folder -Filter '*.rotation.json').Count | Should -Be 2
    }

    It 'goes by what is said of a signer that it cannot read' {
        $said = @{ Path = $folder; Algorithm = 'Ed25519' }
        $step = Update-DkimKey dkim.test @said @dns -CurrentSelector old
        Publish-Zone $old, $step.Record.ZoneLine
        $null = Update-DkimKey dkim.test @said @dns
        (Update-DkimKey dkim.test @said @dns).NextStep | Should -BeLike "*-SigningSelector $($step.Selector)*"
        (Update-DkimKey dkim.test @said @dns -SigningSelector $step.Selector).Stage | Should -Be 'Signing'
        (Update-DkimKey dkim.test @said @dns).Stage | Should -Be 'Retiring'
    }

    It 'refuses <Id>' -ForEach @(
        @{ Id = 'MissingCurrentSelector'; Arguments = @{} }
        @{ Id = 'WrongCurrentSelector'; Arguments = @{ CurrentSelector = 'nobody' } }
        @{ Id = 'BadSelector'; Arguments = @{ CurrentSelector = 'a b' } }
        @{ Id = 'BadNameServer'; Arguments = @{ NameServer = 'ns1.example.org' } }
        @{ Id = 'BadCombination'; Arguments = @{ UpdateConfig = $true } }
        @{ Id = 'WeakKey'; Arguments = @{ CurrentSelector = 'old'; Algorithm = 'Rsa'; KeySize = 1024 } }
        @{ Id = 'MissingFolder'; Arguments = @{ CurrentSelector = 'old'; Path = '/none/of/these' } }
        @{ Id = 'WrongSelector'; Arguments = @{ CurrentSelector = 'old'; Selector = 'old'; Force = $true } }
    ) {
        $all = @{ Path = $folder } + $dns
        foreach ($name in $Arguments.Keys) { $all[$name] = $Arguments[$name] }
        $failure = { Update-DkimKey dkim.test @all -ErrorAction Stop } | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $failure.Exception.Message | Should -Match '\.$'
        Get-ChildItem $folder -Filter 'dkim.test.*.key' | Should -BeNullOrEmpty
    }

    It 'refuses a state that is <What>' -ForEach @(
        @{ What = 'damaged'; Text = '{'; Id = 'StateDamaged' }
        @{ What = 'of a later version'; Text = '{"version":9}'; Id = 'StateTooNew' }
    ) {
        Set-Content $state $Text
        { Update-DkimKey dkim.test @signer @dns -ErrorAction Stop } | Should -Throw -ErrorId "$Id,*"
        (Get-Content $state -Raw).Trim() | Should -BeExactly $Text
    }

    It 'takes domains by the pipeline and goes on behind one that is refused' {
        $steps = 'a@b.example', 'dkim.test' | Update-DkimKey @signer @dns -ErrorVariable refused -ErrorAction SilentlyContinue
        $steps.Domain | Should -BeExactly 'dkim.test'
        $refused[0].FullyQualifiedErrorId | Should -BeExactly 'BadDomain,SmtpAdmin.PowerShell.Commands.UpdateDkimKeyCommand'
        ([pscustomobject]@{ Domain = 'dkim.test'; StatePath = $state } | Update-DkimKey @signer @dns).Stage | Should -Be 'Prepared'
    }

    It 'completes signers, and selectors in common use' {
        (TabExpansion2 'Update-DkimKey example.com -Config R').CompletionMatches.CompletionText | Should -BeExactly 'Rspamd'
        (TabExpansion2 'Update-DkimKey example.com -CurrentSelector goog').CompletionMatches[0].ToolTip | Should -BeExactly 'Google Workspace'
    }

    It 'is shown as a list and as a table, in 80 columns, from another process too' {
        $null = Update-DkimKey dkim.test @signer @dns
        $step = Update-DkimKey dkim.test @signer @dns
        $copy = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($step, 2))
        foreach ($shown in $step, $copy) {
            $list = $shown | Out-String -Width 80
            $list | Should -Match "Stage +: Prepared"
            $list | Should -Match 'RecordName +: s\d{6}a\._domainkey\.dkim\.test'
            $list | Should -Match '(?s)NextStep +: Publish the record .*Servers +: .*Missing'
            $list | Should -Match 'DKIM-SERVERS-GIVEN'
            $list | Should -Match "Servers +: The record of $($step.Selector):\s+Missing: .*(?s).*OldServers +: The old record, of old:\s+Published: "
            $table = $shown | Format-Table | Out-String -Width 80
            $table | Should -Match 'dkim\.test +Prepared +ActionNeeded +Publish the record'
            $table | Should -Not -Match 'Do not change' # the first sentence alone
        }
        $step.Servers | Out-String -Width 80 | Should -Match 'Missing'
        $step.Record | Out-String -Width 80 | Should -Match 'ZoneLine'
        $step.Signer | Out-String -Width 80 | Should -Match 'Selectors +: \{old\}'
    }

    It 'stops within a second or so at Ctrl+C and leaves the state as it was' {
        $null = Update-DkimKey dkim.test @signer @dns
        $before = Get-Content $state -Raw
        foreach ($selector in 'old', (Get-Content $state | ConvertFrom-Json).selector) {
            $server.Order("$selector._domainkey.dkim.test", [SmtpAdmin.Lab.LabDnsFault]::new([SmtpAdmin.Lab.LabDnsFaultKind]::Drop))
        }
        $count = $server.QueryCount
        $script = "Update-DkimKey dkim.test -Path '$folder' -Config OpenDkim -ConfigPath '$table' -DnsServer $($dns.DnsServer) -NameServer $($dns.NameServer) -Timeout 60"
        Stop-Midway $script { $server.QueryCount -gt $count } | Should -Be 'Stopped'
        Get-Content $state -Raw | Should -BeExactly $before
        $server.ClearFaults()
        Wait-Until { (Update-DkimKey dkim.test @signer @dns -ErrorAction SilentlyContinue).Stage -eq 'Prepared' } | Should -BeTrue # the lock is free
    }
}
