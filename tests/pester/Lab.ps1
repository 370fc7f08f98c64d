# A lab for the tests: dot-source it in BeforeAll, behind the import of the module.

$root = (Resolve-Path "$PSScriptRoot/../..").Path
Import-Module (Join-Path $root 'out/SmtpAdmin') -Force

$labAssembly = Get-ChildItem (Join-Path $root 'src/SmtpAdmin.Lab/bin') -Recurse -Filter SmtpAdmin.Lab.dll |
    Sort-Object LastWriteTime -Descending | Select-Object -First 1
if (-not $labAssembly) { throw 'The lab is not built: run dotnet build.' }
Add-Type -Path $labAssembly.FullName

function Start-Lab([SmtpAdmin.Lab.LabEnvironmentOptions] $Options = [SmtpAdmin.Lab.LabEnvironmentOptions]::new()) {
    [SmtpAdmin.Lab.LabEnvironment]::StartAsync($Options, [TimeProvider]::System, [Threading.CancellationToken]::None).GetAwaiter().GetResult()
}

function Stop-Lab($Lab) {
    if ($Lab) { $null = $Lab.DisposeAsync().AsTask().Wait(10000) }
}

# Waits for a condition, and says whether it came true: a guard against hanging, not a measurement.
function Wait-Until([scriptblock] $Condition, [int] $Seconds = 20) {
    $end = [DateTime]::UtcNow.AddSeconds($Seconds)
    while (-not (& $Condition)) {
        if ([DateTime]::UtcNow -gt $end) { return $false }
        Start-Sleep -Milliseconds 20
    }
    $true
}

# Runs a script in a runspace of its own, with a host where one is given, and stops it there, as Ctrl+C does. Gives the state that the pipeline ended in.
function Stop-Midway([string] $Script, [scriptblock] $When, [Management.Automation.Host.PSHost] $In) {
    $shell = [powershell]::Create()
    try {
        if ($In) {
            $shell.Runspace = [runspacefactory]::CreateRunspace($In)
            $shell.Runspace.Open()
        }
        $null = $shell.AddScript("Import-Module '$(Join-Path $root 'out/SmtpAdmin')'; $Script")
        $run = $shell.BeginInvoke()
        Wait-Until $When | Should -BeTrue -Because 'the command should have got that far'
        $shell.Stop()
        Wait-Until { $run.IsCompleted } | Should -BeTrue -Because 'a stopped command ends'
        $shell.InvocationStateInfo.State
    }
    finally {
        if ($In) { $shell.Runspace.Dispose() }
        $shell.Dispose()
    }
}

# Runs a script to its end in a runspace of its own. Gives what it wrote, and the progress that it showed.
function Show-Progress([string] $Script) {
    $shell = [powershell]::Create()
    try {
        $null = $shell.AddScript("Import-Module '$(Join-Path $root 'out/SmtpAdmin')'; $Script")
        $run = $shell.BeginInvoke()
        Wait-Until { $run.IsCompleted } -Seconds 60 | Should -BeTrue
        @{ Objects = $shell.EndInvoke($run); Progress = @($shell.Streams.Progress) }
    }
    finally {
        $shell.Dispose()
    }
}
