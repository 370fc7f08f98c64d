#Requires -Version 7.4
# How the queue, the trace and users are shown and refused.

BeforeAll {
    . "$PSScriptRoot/RelayLab.ps1"
    $lab = Start-QueueLab
    $id = Send-QueueLabMessage $lab 'sender@lab.test' 'one@a.example', 'two@b.example'
    Wait-QueueLabDeferred $lab 2
    Stop-QueueLabRelay $lab
    $here = @{ SpoolPath = $lab.Spool }
    $item = Get-SmtpQueue @here
    function Copy-Serialized($Object, [int] $Depth) { [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($Object, $Depth)) }
    function ConvertTo-Secure([string] $Text) {
        $secure = [securestring]::new()
        $Text.ToCharArray() | ForEach-Object { $secure.AppendChar($_) }
        $secure
    }
}

AfterAll { Stop-QueueLab $lab }

Describe 'A message in the queue' {
    It 'is a row of a table, deserialized too, at <Width> columns' -ForEach @(@{ Width = 80 }, @{ Width = 120 }) {
        foreach ($shown in $item, (Copy-Serialized $item 1), (Copy-Serialized $item 3)) {
            $lines = ($shown | Out-String -Width $Width).Trim() -split '\r?\n'
            $lines.Count | Should -Be 3
            $lines[0] | Should -Match '^QueueId\s+Status\s+Age\s+Size\s+Sender\s+Recipient\s+Tries\s+Next\s+LastReply$'
            $lines[2] | Should -Match "^$id\s+Deferred\s+\d+[smh]\s+\d+K?\s+sender\S*\s+\+1 one\S*\s+1\s+\d+[sm]\s+\S+"
        }
    }

    It 'shows the longest queue id that there is, whole, in 80 columns' {
        $ids = '2R3XK0PWWWWWWC', '2R3XK0PWWWWWWD'
        $long = Copy-Serialized $item 3
        $text = ($ids | ForEach-Object { $long.QueueId = $_; $long | Out-String -Width 80 }) -join "`n"
        foreach ($one in $ids) { $text | Should -Match "(?m)^$one +Deferred " }
        $text -split '\r?\n' | ForEach-Object { $_.Length | Should -BeLessOrEqual 80 }
    }

    It 'is a list with every recipient and its reply' {
        foreach ($shown in $item, (Copy-Serialized $item 1), (Copy-Serialized $item 3)) {
            $text = $shown | Format-List | Out-String -Width 200
            $text | Should -Match 'Recipients\s+: one@a\.example: Deferred, tried once, next at [\d-]+ [\d:]+Z: 451 4\.7\.1 Try again later'
            $text | Should -Match 'two@b\.example: Deferred'
            $text | Should -Match "SpoolPath\s+: $([regex]::Escape($lab.Spool))"
        }
        $item.Recipients | Out-String -Width 80 | Should -Match 'one@a\.example\s+Deferred\s+1 '
    }

    It 'goes on as deserialized, with its folder' {
        (Copy-Serialized $item 1 | Get-SmtpQueue).QueueId | Should -BeExactly $id
    }
}

Describe 'An event of a trace' {
    It 'is a row of a table and a list of what applies' {
        $story = Get-SmtpTrace @here $id
        foreach ($shown in $story, (Copy-Serialized $story 2)) {
            $shown | Out-String -Width 80 | Should -Match '\d\d-\d\d \d\d:\d\d:\d\d Accepted'
            $text = $shown | Where-Object { [string]$_.Kind -eq 'Deferred' } | Select-Object -First 1 | Format-List | Out-String -Width 200
            $text | Should -Match 'Recipients\s+: '
            $text | Should -Not -Match 'HelloName'
        }
    }

    It 'is readable at 80 columns, deserialized too: no word is torn, and what was said is a line of its own' {
        $story = Get-SmtpTrace @here $id
        foreach ($shown in $story, (Copy-Serialized $story 2)) {
            $lines = ($shown | Out-String -Width 80).Trim() -split '\r?\n'
            $lines[0] | Should -Match '^Time\s+Kind\s+QueueId\s+What$'
            ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
            $lines | Where-Object { $_ -match "^\d\d-\d\d [\d:]{8} Accepted +$id +from <sender@lab\.test>" } | Should -HaveCount 1
            $lines | Where-Object { $_ -match '^ {47}451 4\.7\.1 Try again later' } | Should -Not -BeNullOrEmpty
        }
    }

    It 'has room for every kind and the longest queue id, and wraps before a terminal would, which keeps its last column free' {
        $entry = (Copy-Serialized (Get-SmtpTrace @here $id) 2)[-1]
        $entry.QueueId = '2R3XK0PWWWWWWC'
        $entry.Text = 'word ' * 40
        $longest = [enum]::GetNames([SmtpAdmin.Smtp.Relay.SmtpTraceKind]) | Sort-Object Length | Select-Object -Last 1
        $entry.Kind = $longest
        $width = if ($Host.UI.RawUI.BufferSize.Width -ge 60) { $Host.UI.RawUI.BufferSize.Width } else { 80 }
        $text = ($entry | Format-Table | Out-String -Width ($width - 1)).Trim()
        $text | Should -Match "(?m)^[\d-]{5} [\d:]{8} $longest +2R3XK0PWWWWWWC "
        $text | Should -BeExactly ($entry | Format-Table | Out-String -Width 500).Trim() -Because 'the view itself wraps, and the shell has nothing left to wrap'
        ($text -split '\r?\n' | Measure-Object Length -Maximum).Maximum | Should -BeGreaterThan ($width - 8)
    }

    It 'warns of lines that cannot be read' {
        $log = Get-ChildItem (Join-Path $lab.Spool audit) -File | Sort-Object Name | Select-Object -Last 1
        Add-Content $log '{"Time":"torn'
        $warnings = $null
        Get-SmtpTrace @here -WarningVariable warnings -WarningAction SilentlyContinue | Should -Not -BeNullOrEmpty
        "$warnings" | Should -BeLike '1 line of the audit log*'
    }
}

Describe 'What is refused' {
    It '<Command> <Given.Keys> <Given.Values> is refused as <Id>' -ForEach @(
        @{ Command = 'Get-SmtpQueue'; Given = @{ SpoolPath = '/none/of/these' }; Id = 'SpoolNotFound'; Category = 'ObjectNotFound' }
        @{ Command = 'Get-SmtpQueue'; Given = @{ SpoolPath = $PSScriptRoot }; Id = 'SpoolNotFound'; Category = 'ObjectNotFound' }
        @{ Command = 'Get-SmtpQueue'; Given = @{ SpoolPath = 'Env:/none' }; Id = 'BadSpoolPath'; Category = 'InvalidArgument' }
        @{ Command = 'Get-SmtpQueue'; Given = @{ QueueId = 'GONE1' }; Id = 'QueueItemNotFound'; Category = 'ObjectNotFound' }
        @{ Command = 'Get-SmtpQueue'; Given = @{ QueueId = '' }; Id = 'BadQueueId'; Category = 'InvalidArgument' }
        @{ Command = 'Get-SmtpQueue'; Given = @{ QueueId = [pscustomobject]@{ Name = 'x' } }; Id = 'BadQueueId'; Category = 'InvalidArgument' }
        @{ Command = 'Get-SmtpQueue'; Given = @{ OlderThan = 5 }; Id = 'ParameterArgumentTransformationError'; Category = 'InvalidData' }
        @{ Command = 'Get-SmtpQueue'; Given = @{ Sender = $null }; Id = 'ParameterArgumentValidationError'; Category = 'InvalidData' }
        @{ Command = 'Get-SmtpQueue'; Given = @{ Status = $null }; Id = 'ParameterArgumentValidationError'; Category = 'InvalidData' }
        @{ Command = 'Suspend-SmtpQueueItem'; Given = @{}; Id = 'NothingChosen'; Category = 'InvalidArgument' }
        @{ Command = 'Resume-SmtpQueueItem'; Given = @{ Requeue = $true }; Id = 'NothingChosen'; Category = 'InvalidArgument' }
        @{ Command = 'Remove-SmtpQueueItem'; Given = @{ QueueId = '*'; Confirm = $false }; Id = 'NothingChosen'; Category = 'InvalidArgument' }
        @{ Command = 'Remove-SmtpQueueItem'; Given = @{ QueueId = @(); Status = 'Held'; Confirm = $false }; Id = 'ParameterArgumentValidationError'; Category = 'InvalidData' }
        @{ Command = 'Export-SmtpQueueItem'; Given = @{}; Id = 'NothingChosen'; Category = 'InvalidArgument' }
        @{ Command = 'Get-SmtpTrace'; Given = @{ QueueId = 'GONE1' }; Id = 'TraceNotFound'; Category = 'ObjectNotFound' }
        @{ Command = 'Get-SmtpTrace'; Given = @{ QueueId = 'A*' }; Id = 'BadQueueId'; Category = 'InvalidArgument' }
        @{ Command = 'Get-SmtpTrace'; Given = @{ AuditPath = '/none/of/these' }; Id = 'AuditLogNotFound'; Category = 'ObjectNotFound' }
        @{ Command = 'Get-SmtpTrace'; Given = @{ SpoolPath = '/none/of/these' }; Id = 'SpoolNotFound'; Category = 'ObjectNotFound' }
        @{ Command = 'Get-SmtpTrace'; Given = @{ Since = 'yesterday' }; Id = 'ParameterArgumentTransformationError'; Category = 'InvalidData' }
    ) {
        $all = if ($Given.ContainsKey('SpoolPath') -or $Given.ContainsKey('AuditPath')) { @{} } else { @{ SpoolPath = $lab.Spool } }
        $failure = { & $Command @Given @all -ErrorAction Stop } | Should -Throw -PassThru
        "$($failure.FullyQualifiedErrorId -replace ',.*') $($failure.CategoryInfo.Category)" | Should -BeExactly "$Id $Category"
        $failure.Exception.Message.Length | Should -BeGreaterThan 30
    }

    It 'asks before it removes' {
        $attribute = (Get-Command Remove-SmtpQueueItem).ImplementingType.GetCustomAttributes([Management.Automation.CmdletAttribute], $false)
        $attribute.ConfirmImpact | Should -Be High
    }
}

Describe 'Completion' {
    It 'gives <Text> <Words>' -ForEach @(
        @{ Text = 'Get-SmtpQueue -Status De'; Words = 'Deferred', 'Delivered' }
        @{ Text = 'Get-SmtpTrace -Kind Acc'; Words = 'Accepted' }
        @{ Text = 'Remove-SmtpQueueItem -Bou'; Words = '-Bounce' }
    ) {
        ([Management.Automation.CommandCompletion]::CompleteInput($Text, $Text.Length, $null).CompletionMatches.CompletionText | Sort-Object) | Should -Be ($Words | Sort-Object)
    }

    It 'gives what -<Parameter> could name in the queue, and no files: <Words>' -ForEach @(
        @{ Parameter = 'Sender'; Typed = 'SEN'; Words = 'sender@lab.test' }
        @{ Parameter = 'Recipient'; Typed = 'o'; Words = 'one@a.example' }
        @{ Parameter = 'Domain'; Typed = ''; Words = 'a.example', 'b.example' }
        @{ Parameter = 'Destination'; Typed = '127'; Words = 'the smart host' }
    ) {
        if ($Parameter -eq 'Destination') { $Words = "127.0.0.1:$($lab.Host.EndPoint.Port)" }
        $text = "Suspend-SmtpQueueItem -SpoolPath '$($lab.Spool)' -$Parameter $Typed"
        [Management.Automation.CommandCompletion]::CompleteInput($text, $text.Length, $null).CompletionMatches.CompletionText | Should -Be $Words
    }

    It 'gives what a stranger wrote as text that runs nothing' {
        $completer = [SmtpAdmin.PowerShell.Completion.QueueCompleter]
        $strange = 'a$(throw "run")''b@lab.test', '@home@lab.test', 'a`$b@lab.test'
        $quoted = $completer.GetMethod('Quoted', [Reflection.BindingFlags] 'NonPublic, Static')
        foreach ($word in $strange) { & ([scriptblock]::Create("param() Write-Output $($quoted.Invoke($null, @($word)))")) | Should -BeExactly $word }
        $completer.GetMethod('IsText', [Reflection.BindingFlags] 'NonPublic, Static').Invoke($null, @('*@lab.test')) | Should -BeFalse -Because 'a filter would take it for more than one'
    }

    It 'gives the queue ids that wait' {
        $text = "Get-SmtpQueue -SpoolPath '$($lab.Spool)' -QueueId $($id.Substring(0, 4))"
        [Management.Automation.CommandCompletion]::CompleteInput($text, $text.Length, $null).CompletionMatches.CompletionText | Should -Be $id
    }
}

Describe 'New-SmtpRelayUser' {
    It 'makes a user who can log in, and whose JSON has what the configuration wants' {
        $user = New-SmtpRelayUser scanner (ConvertTo-Secure 'correct horse')
        $user.UserName | Should -BeExactly 'scanner'
        $user.Credential | Should -Match '^SCRAM-SHA-256\$30000:'
        ($user | ConvertTo-Json | ConvertFrom-Json).PSObject.Properties.Name | Should -BeExactly 'UserName', 'Credential'
        $users = [SmtpAdmin.Smtp.Relay.RelayUsers]::new([SmtpAdmin.Smtp.Relay.SmtpRelayUser[]]@($user), [TimeProvider]::System)
        $users.VerifyPasswordAsync('scanner', 'correct horse', [Threading.CancellationToken]::None).AsTask().GetAwaiter().GetResult() | Should -BeTrue
        $user | Out-String -Width 80 | Should -Match 'scanner'
    }

    It 'takes credentials down the pipeline, and tells no password' {
        $credentials = 'one', 'two' | ForEach-Object { [pscredential]::new($_, (ConvertTo-Secure 'correct horse')) }
        $all = $credentials | New-SmtpRelayUser -Iterations 4096 -Verbose -Debug *>&1
        $all.UserName | Should -BeExactly 'one', 'two'
        $all | Format-List * | Out-String -Width 500 | Should -Not -Match 'horse'
        (New-SmtpRelayUser -Credential $credentials[0] -Iterations 4096).UserName | Should -BeExactly 'one'
    }

    It 'refuses what nobody could log in with, without the password' {
        $failure = { New-SmtpRelayUser '' (ConvertTo-Secure 'correct horse') -ErrorAction Stop } | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -BeLike 'BadUserName,*'
        $failure = { New-SmtpRelayUser scanner (ConvertTo-Secure "correct`u{7}horse") -ErrorAction Stop } | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -BeLike 'BadPassword,*'
        $failure | Format-List * -Force | Out-String -Width 500 | Should -Not -Match 'correct'
    }
}
