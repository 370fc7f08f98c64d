#Requires -Version 7.4
# What docs/guides/watching-blacklists.md shows for PowerShell does what it says: run as it stands there, against the lab.

BeforeDiscovery {
    $page = Get-Content "$PSScriptRoot/../../docs/guides/watching-blacklists.md" -Raw
    $blocks = [regex]::Matches($page, '(?ms)^```powershell\r?\n(.*?)^```') | ForEach-Object { @{ Text = $_.Groups[1].Value; First = ($_.Groups[1].Value -split '\r?\n')[0] } }
}

BeforeAll {
    . "$PSScriptRoot/Lab.ps1"
    . "$PSScriptRoot/DnsblLab.ps1"
    $page = Get-Content "$root/docs/guides/watching-blacklists.md" -Raw
    $blocks = [regex]::Matches($page, '(?ms)^```powershell\r?\n(.*?)^```') | ForEach-Object { $_.Groups[1].Value }

    # The guide's script in a process of its own, as a task runs it; the module is found by its name. The lab's addresses are documentation's.
    $script = $blocks | Where-Object { $_ -match '^#Requires' }
    Set-Content "$TestDrive/Watch-Blacklist.ps1" $script
    function Invoke-Pwsh([string] $Command) {
        $start = [Diagnostics.ProcessStartInfo]::new((Get-Process -Id $PID).Path)
        $start.RedirectStandardOutput = $start.RedirectStandardError = $true
        '-NoProfile', '-NonInteractive', '-Command', "`$PSDefaultParameterValues = @{ 'Get-DnsblStatus:Force' = `$true; 'Get-DnsblStatus:Provider' = 'SpamCop' }; $Command" | ForEach-Object { $start.ArgumentList.Add($_) }
        $start.Environment['PSModulePath'] = "$root/out" + [IO.Path]::PathSeparator + $env:PSModulePath
        $process = [Diagnostics.Process]::Start($start)
        $output = $process.StandardOutput.ReadToEndAsync()
        $problem = $process.StandardError.ReadToEndAsync()
        if (-not $process.WaitForExit(120000)) { $process.Kill($true); throw 'The script hangs.' }
        [pscustomobject]@{ Code = $process.ExitCode; Output = $output.Result; Error = $problem.Result }
    }
    function Watch([string] $Folder, [string] $More, [string] $Target = '192.0.2.24, 192.0.2.25') {
        Invoke-Pwsh "& '$TestDrive/Watch-Blacklist.ps1' -Folder '$Folder' -DnsServer $dns -Target $Target $More; exit `$LASTEXITCODE"
    }
    function Mail { "-MailServer 127.0.0.1:$($lab.Sink.EndPoint.Port) -From watch@lab.test -To postmaster@lab.test" }

    # A place for one post: answers with a status, and gives what was posted.
    function Start-Hook([string] $Status = '200 OK') {
        $listener = [Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
        $listener.Start()
        $shell = [powershell]::Create()
        $null = $shell.AddScript({
            param($listener, $status)
            $client = $listener.AcceptTcpClient()
            $stream = $client.GetStream()
            $octets = [byte[]]::new(65536)
            $received = ''
            while ($received -notmatch '(?s)Content-Length: (\d+).*?\r\n\r\n(.*)' -or [Text.Encoding]::UTF8.GetByteCount($Matches[2]) -lt [int]$Matches[1]) {
                $count = $stream.Read($octets, 0, $octets.Length)
                if ($count -eq 0) { break }
                $received += [Text.Encoding]::UTF8.GetString($octets, 0, $count)
            }
            $stream.Write([Text.Encoding]::ASCII.GetBytes("HTTP/1.1 $status`r`nContent-Type: text/html`r`nContent-Length: 28`r`nConnection: close`r`n`r`n<html><p>An odd page.</html>"))
            $client.Dispose()
            $Matches[2]
        }).AddArgument($listener).AddArgument($Status)
        @{ Listener = $listener; Shell = $shell; Run = $shell.BeginInvoke(); Url = "http://$($listener.LocalEndpoint)/hook" }
    }
    function Stop-Hook($Hook) {
        try {
            Wait-Until { $Hook.Run.IsCompleted } | Should -BeTrue -Because 'something is posted'
            $Hook.Shell.EndInvoke($Hook.Run)[0]
        }
        finally {
            $Hook.Listener.Stop()
            $Hook.Shell.Dispose()
        }
    }
}

Describe 'The guide to watching blacklists' {
    BeforeAll {
        $options = [SmtpAdmin.Lab.LabEnvironmentOptions]::new()
        $zones = $listZones.GetEnumerator() | ForEach-Object { [SmtpAdmin.Lab.LabZone]::Parse($_.Key, $_.Value) }
        [SmtpAdmin.Lab.LabEnvironmentOptions].GetProperty('Zones').SetValue($options, [SmtpAdmin.Lab.LabZone[]]$zones)
        [SmtpAdmin.Lab.LabEnvironmentOptions].GetProperty('WithoutTls').SetValue($options, $true)
        $lab = Start-Lab $options
        $dns = $lab.Dns.EndPoint.ToString()
    }

    AfterAll { Stop-Lab $lab }

    It 'has blocks that PowerShell can read, with parameters that there are: <First>' -ForEach $blocks {
        $problems = $null
        $tree = [System.Management.Automation.Language.Parser]::ParseInput($Text, [ref]$null, [ref]$problems)
        $problems | Should -BeNullOrEmpty
        $calls = $tree.FindAll({ param($node) $node -is [System.Management.Automation.Language.CommandAst] }, $true)
        $calls | Should -Not -BeNullOrEmpty
        foreach ($call in $calls) {
            $command = Get-Command $call.GetCommandName() -ErrorAction Ignore
            if (-not $command -or $command.CommandType -notin 'Cmdlet', 'Function') { continue }
            foreach ($parameter in $call.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.CommandParameterAst] }) {
                { $command.ResolveParameter($parameter.ParameterName) } | Should -Not -Throw -Because $call
            }
        }
    }

    It 'tells a listing when two runs have seen it, by mail and webhook, and then is silent' {
        $folder = (New-Item "$TestDrive/both" -ItemType Directory).FullName
        $lab.Sink.ClearMessages()
        $hook = Start-Hook
        $first = Watch $folder "$(Mail) -Webhook $($hook.Url)"
        $first.Error | Should -BeNullOrEmpty
        $first.Output | Should -BeNullOrEmpty -Because 'it waits for confirmation'
        $first.Code | Should -Be 0
        $lab.Sink.Messages.Count | Should -Be 0

        $second = Watch $folder "$(Mail) -Webhook $($hook.Url)"
        $second.Error | Should -BeNullOrEmpty
        $second.Code | Should -Be 0
        $second.Output | Should -BeLike '*Added: 192.0.2.25 at SpamCop 127.0.0.2 Reported as a source of spam*'
        $lab.Sink.Messages.Count | Should -Be 1
        $message = $lab.Sink.Messages[0].Text
        $message | Should -BeLike '*Subject: Blacklists: what has changed*'
        $message | Should -BeLike '*Added: 192.0.2.25 at SpamCop*'
        (Stop-Hook $hook | ConvertFrom-Json).text | Should -BeLike 'Added: 192.0.2.25 at SpamCop*https://www.spamcop.net/bl.shtml?192.0.2.25*'

        $third = Watch $folder "$(Mail)"
        $third.Output | Should -BeNullOrEmpty
        $third.Code | Should -Be 0
        $lab.Sink.Messages.Count | Should -Be 1
        Get-ChildItem $folder -Name | Sort-Object | Should -Be 'dnsbl.log', 'dnsbl.log.lock', 'dnsbl.state', 'dnsbl.state.lock'
    }

    It 'tells of a listing that ended since when it was there' {
        $folder = (New-Item "$TestDrive/ended" -ItemType Directory).FullName
        1..2 | ForEach-Object { $null = Watch $folder }
        $state = Get-Content "$folder/dnsbl.state" -Raw
        $state -replace '192\.0\.2\.25', '192.0.2.26' | Set-Content "$folder/dnsbl.state"
        $null = Watch $folder -Target 192.0.2.26
        (Watch $folder -Target 192.0.2.26).Output | Should -Match '(?m)^Removed: 192\.0\.2\.26 at SpamCop, listed since \d{4}-\d\d-\d\d \d\d:\d\dZ\r?$'
    }

    It 'leaves out the lists that are named' {
        $folder = (New-Item "$TestDrive/less" -ItemType Directory).FullName
        $run = Watch $folder '-ExcludeProvider no-such-list, SpamCop'
        $run.Output | Should -BeLike "Error: *'no-such-list' is no list*"
        $null = Watch $folder '-ExcludeProvider Njabl, b*.spamcop.net'
        Get-Content "$folder/dnsbl.state" -ErrorAction Ignore | Should -Not -Match '192\.0\.2\.25'
    }

    It 'keeps what could not be sent, says so, and sends it with the next run' {
        $folder = (New-Item "$TestDrive/kept" -ItemType Directory).FullName
        $lab.Sink.ClearMessages()
        $null = Watch $folder
        $hook = Start-Hook '500 Internal Server Error'
        $failed = Watch $folder "-Webhook $($hook.Url)"
        $null = Stop-Hook $hook
        $failed.Code | Should -Be 3
        $failed.Output | Should -BeLike '*Not sent:*500*'
        $failed.Output | Should -Not -BeLike '*odd page*' -Because 'nobody reads the page of an error in a log'
        "$folder/dnsbl.unsent" | Should -Exist

        $lab.Sink.Order([SmtpAdmin.Lab.LabFault]::ReplyWith('Message', '451 4.3.0 Try again later', 1))
        (Watch $folder (Mail)).Code | Should -Be 3
        $again = Watch $folder (Mail)
        $again.Code | Should -Be 0
        $lab.Sink.Messages.Count | Should -Be 1
        $lab.Sink.Messages[0].Text | Should -BeLike '*Added: 192.0.2.25 at SpamCop*'
        "$folder/dnsbl.unsent" | Should -Not -Exist
    }

    It 'sends news of any length in parts, and a post without commands that says where it was cut' {
        $folder = (New-Item "$TestDrive/long" -ItemType Directory).FullName
        $lab.Sink.ClearMessages()
        0..12344 | ForEach-Object { 'Added: news-{0:00000} <!channel> <https://a.test|b> &' -f $_ } | Set-Content "$folder/dnsbl.unsent"
        $run = Watch $folder (Mail)
        $run.Error | Should -BeNullOrEmpty
        $run.Code | Should -Be 0
        "$folder/dnsbl.unsent" | Should -Not -Exist
        $lab.Sink.Messages.Count | Should -Be 2
        $sent = [regex]::Matches(($lab.Sink.Messages.Text -join "`n"), 'news-\d{5}').Value
        $sent | Should -HaveCount 12345
        $sent[-1] | Should -Be 'news-12344'

        1..1000 | ForEach-Object { 'Added: <!channel> <https://a.test|b> &' } | Set-Content "$folder/dnsbl.unsent"
        $hook = Start-Hook
        (Watch $folder "-Webhook $($hook.Url)").Code | Should -Be 0
        $text = (Stop-Hook $hook | ConvertFrom-Json).text
        $text | Should -BeLike 'Added: &lt;!channel&gt; &lt;https://a.test|b&gt; &amp;*'
        $text | Should -Not -Match '[<>]|&(?!amp;|lt;|gt;)'
        $text | Should -Match '\n\.\.\. cut at 12,000 of \d+ characters: every change is in \S+dnsbl\.log$'
    }

    It 'tells of what went wrong' {
        $folder = (New-Item "$TestDrive/wrong" -ItemType Directory).FullName
        Set-Content "$folder/dnsbl.state" 'no state at all'
        $damaged = Watch $folder
        $damaged.Output | Should -BeLike 'Warning: *damaged*set aside*'
        $damaged.Code | Should -Be 3
        $bad = Watch $folder -Target '192.0.2.24, 192.0.2.300'
        $bad.Output | Should -BeLike "Error: '192.0.2.300' is no IP address*"
        $bad.Code | Should -Be 3
    }

    It 'registers a task whose command line runs the script' {
        $programData = (New-Item "$TestDrive/program data" -ItemType Directory).FullName
        $register = $blocks | Where-Object { $_ -match 'Register-ScheduledTask' }
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript({
                param($register, $programData, $here)
                # The parameters that the guide uses, as Windows' ScheduledTasks module has them.
                function New-ScheduledTaskAction { [CmdletBinding()] param([string] $Execute, [string] $Argument) $PSBoundParameters }
                function New-ScheduledTaskTrigger { [CmdletBinding()] param([switch] $Once, [datetime] $At, [timespan] $RepetitionInterval) $PSBoundParameters }
                function New-ScheduledTaskPrincipal { [CmdletBinding()] param([string] $UserId, [ValidateSet('None', 'Password', 'S4U', 'Interactive', 'Group', 'ServiceAccount', 'InteractiveOrPassword')] [string] $LogonType) $PSBoundParameters }
                function New-ScheduledTaskSettingsSet { [CmdletBinding()] param([switch] $StartWhenAvailable, [ValidateSet('Parallel', 'Queue', 'IgnoreNew')] [string] $MultipleInstances, [timespan] $ExecutionTimeLimit) $PSBoundParameters }
                function Register-ScheduledTask { [CmdletBinding()] param([string] $TaskName, [string] $Description, $Action, $Trigger, $Principal, $Settings) $PSBoundParameters }
                function icacls { $script:granted = $args }
                $ErrorActionPreference = 'Stop'
                $env:ProgramData = $programData
                Set-Location $here
                . ([scriptblock]::Create($register))
                , $granted
            }).AddArgument($register).AddArgument($programData).AddArgument("$TestDrive")
            $results = $shell.Invoke()
            $shell.Streams.Error | Should -BeNullOrEmpty
        }
        finally { $shell.Dispose() }
        $task, $granted = $results
        $task.TaskName | Should -Be 'Watch blacklists'
        $task.Trigger.RepetitionInterval | Should -Be ([timespan]::FromHours(1))
        @($granted) | Should -Contain '*S-1-5-19:(OI)(CI)M'
        "$programData/SmtpAdmin/Watch-Blacklist.ps1" | Should -Exist

        # The command line, split as Windows does, names the script and its parameters.
        $task.Action.Execute | Should -Be 'pwsh.exe'
        $task.Action.Argument | Should -Match '^-NoProfile -NonInteractive -Command "([^"]+)"$'
        $command = $task.Action.Argument -replace '^[^"]+"|"$'
        $null = [System.Management.Automation.Language.Parser]::ParseInput($command, [ref]$null, [ref]$null)
        $command = $command -replace '192\.0\.2\.10, 2001:db8::25, example\.com', "192.0.2.25 -DnsServer $dns" -replace '-MailServer mail\.example\.com', "-MailServer 127.0.0.1:$($lab.Sink.EndPoint.Port)" -replace 'example\.com', 'lab.test'
        $command | Should -BeLike "*$dns*"
        if (-not $IsWindows) { $command = "`$env:ProgramData = '$programData'; $command" }
        $lab.Sink.ClearMessages()
        (Invoke-Pwsh $command).Code | Should -Be 0
        $run = Invoke-Pwsh $command
        $run.Code | Should -Be 0
        $run.Error | Should -BeNullOrEmpty
        $lab.Sink.Messages.Count | Should -Be 1
        "$programData/SmtpAdmin/dnsbl.state" | Should -Exist
    }

    It 'reads the log' {
        $env:ProgramData, $before = (New-Item "$TestDrive/log" -ItemType Directory).FullName, $env:ProgramData
        try {
            $null = New-Item "$env:ProgramData/SmtpAdmin" -ItemType Directory
            $null = Get-DnsblStatus 192.0.2.25 -Provider SpamCop -DnsServer $dns -Force -StatePath "$env:ProgramData/SmtpAdmin/dnsbl.state" -LogPath "$env:ProgramData/SmtpAdmin/dnsbl.log"
            $reading = $blocks | Where-Object { $_ -match 'ConvertFrom-Json' }
            $reading | Should -HaveCount 2
            & ([scriptblock]::Create($reading[0])) | Out-String -Width 200 | Should -Match 'Added\s+192\.0\.2\.25\s+SpamCop\s+\{127\.0\.0\.2\}'
            $runs = & ([scriptblock]::Create($reading[1]))
            $runs.pairs | Should -Be 1
            $runs.listed | Should -Be 1
        }
        finally { $env:ProgramData = $before }
    }

    It 'reads a key from a file' {
        $env:ProgramData, $before = (New-Item "$TestDrive/key" -ItemType Directory).FullName, $env:ProgramData
        try {
            $null = New-Item "$env:ProgramData/SmtpAdmin" -ItemType Directory
            Set-Content "$env:ProgramData/SmtpAdmin/dqs.key" 's3cretk3y'
            $PSDefaultParameterValues['Get-DnsblStatus:DnsServer'] = $dns
            $PSDefaultParameterValues['Get-DnsblStatus:Provider'] = 'SpamhausZen'
            $PSDefaultParameterValues['Get-DnsblStatus:Force'] = $true
            $asks = ($blocks | Where-Object { $_ -match 'dqs\.key' }) -replace '192\.0\.2\.10', '192.0.2.25'
            $result = & ([scriptblock]::Create($asks))
            $result.Change | Should -Be 'Added'
            $result.Zone | Should -Be '{key}.zen.dq.spamhaus.net'
        }
        finally {
            $env:ProgramData = $before
            'DnsServer', 'Provider', 'Force' | ForEach-Object { $PSDefaultParameterValues.Remove("Get-DnsblStatus:$_") }
        }
    }
}
