#Requires -Version 7.4

<#
.SYNOPSIS
    Runs the Pester suite on the module as the build lays it out.
.DESCRIPTION
    Needs Pester 5 or later, and out/SmtpAdmin, which 'dotnet build' makes. Ends with exit code 1 when a test fails.
.PARAMETER CountPath
    A file to write "passed failed skipped" to, as three numbers.
.PARAMETER SkippedPath
    A file to write the skipped tests to, one "name: reason" a line.
.EXAMPLE
    pwsh tests/pester/Invoke-Tests.ps1
#>
[CmdletBinding()]
param(
    [string] $CountPath,
    [string] $SkippedPath
)

$ErrorActionPreference = 'Stop'
if ($env:CI) { $PSStyle.OutputRendering = 'PlainText' }
Import-Module Pester -MinimumVersion 5.0

$configuration = New-PesterConfiguration
$configuration.Run.Path = $PSScriptRoot
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Normal'
if ($env:CI) { $configuration.Output.RenderMode = 'Plaintext' }
$result = Invoke-Pester -Configuration $configuration

# A file that does not load, or a clean-up that throws, is a failure too, though no test of it failed.
$failed = $result.FailedCount + $result.FailedContainersCount
if ($failed -eq 0) { $failed = $result.FailedBlocksCount }
if ($CountPath) {
    Set-Content $CountPath "$($result.PassedCount) $failed $($result.SkippedCount)"
}
if ($SkippedPath) {
    $result.Skipped | ForEach-Object {
        $reason = if ($_.ErrorRecord) { $_.ErrorRecord[0].Exception.Message -replace '^is skipped(, because )?' } else { 'marked with -Skip' }
        "$($_.ExpandedPath): $reason"
    } | Set-Content $SkippedPath
}
exit [int]($failed -gt 0)
