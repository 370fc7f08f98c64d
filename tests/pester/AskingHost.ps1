# A host that is asked by -Confirm, and lets a test do something before it answers: dot-source it behind Lab.ps1.

Add-Type -WarningAction SilentlyContinue @'
using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using System.Threading;

public sealed class AskingHost : PSHost
{
    private readonly AskingInterface _ui = new AskingInterface();
    public override CultureInfo CurrentCulture { get { return CultureInfo.InvariantCulture; } }
    public override CultureInfo CurrentUICulture { get { return CultureInfo.InvariantCulture; } }
    public override Guid InstanceId { get; } = Guid.NewGuid();
    public override string Name { get { return "Asking"; } }
    public override PSHostUserInterface UI { get { return _ui; } }
    public override Version Version { get { return new Version(1, 0); } }
    public string Asked { get { return _ui.Asked; } }
    public string Shown { get { return _ui.Shown; } }
    public void Answer(string label) { _ui.Answer(label); }
    public override void EnterNestedPrompt() { }
    public override void ExitNestedPrompt() { }
    public override void NotifyBeginApplication() { }
    public override void NotifyEndApplication() { }
    public override void SetShouldExit(int exitCode) { }
}

public sealed class AskingInterface : PSHostUserInterface
{
    private readonly ManualResetEventSlim _answered = new ManualResetEventSlim();
    private volatile string _asked = "";
    private volatile string _shown = "";
    private volatile string _label = "";
    public string Asked { get { return _asked; } }
    public string Shown { get { return _shown; } }
    public void Answer(string label) { _label = label; _answered.Set(); }
    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        _asked = caption + message;
        _answered.Wait();
        for (var at = 0; at < choices.Count; at++) if (choices[at].Label.Replace("&", "") == _label) return at;
        return defaultChoice;
    }
    public override PSHostRawUserInterface RawUI { get { return null; } }
    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) { return new Dictionary<string, PSObject>(); }
    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) { return null; }
    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName, PSCredentialTypes types, PSCredentialUIOptions options) { return null; }
    public override string ReadLine() { return ""; }
    public override SecureString ReadLineAsSecureString() { return new SecureString(); }
    public override void Write(string value) { _shown += value; }
    public override void Write(ConsoleColor foreground, ConsoleColor background, string value) { _shown += value; }
    public override void WriteLine(string value) { _shown += value + "\n"; }
    public override void WriteDebugLine(string message) { }
    public override void WriteErrorLine(string value) { }
    public override void WriteProgress(long sourceId, ProgressRecord record) { }
    public override void WriteVerboseLine(string message) { }
    public override void WriteWarningLine(string message) { _shown += message + "\n"; }
}
'@

# Runs a script until it asks, does something, answers with the word of a choice, and lets it end. Gives the question, what came out and what went wrong.
function Invoke-Asking([string] $Script, [string] $Answer = 'Yes', [scriptblock] $Meanwhile = {}) {
    $asking = [AskingHost]::new()
    $space = [runspacefactory]::CreateRunspace($asking)
    $shell = [powershell]::Create()
    try {
        $space.Open()
        $shell.Runspace = $space
        $null = $shell.AddScript("Import-Module '$(Join-Path $root 'out/SmtpAdmin')'; $Script")
        $run = $shell.BeginInvoke()
        Wait-Until { $asking.Asked -or $run.IsCompleted } -Seconds 60 | Should -BeTrue
        & $Meanwhile
        $asking.Answer($Answer)
        Wait-Until { $run.IsCompleted } -Seconds 60 | Should -BeTrue
        $failure = $null
        $objects = try { $shell.EndInvoke($run) } catch { $failure = $_.Exception.InnerException.ErrorRecord }
        @{ Asked = $asking.Asked; Shown = $asking.Shown; Objects = $objects; Errors = @(@($shell.Streams.Error) + $failure).Where{ $_ } }
    }
    finally {
        $asking.Answer($Answer)
        $shell.Dispose()
        $space.Dispose()
    }
}
