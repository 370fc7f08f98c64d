using System.CommandLine;
using SmtpAdmin.Cli.Commands;

namespace SmtpAdmin.Cli;

/// <summary>All commands. Each has the name and the parameters of its cmdlet.</summary>
internal static class CommandTree
{
    public static RootCommand Create() => new("Sets up, checks and runs outgoing mail.")
    {
        new TestReverseDnsCommand(),
        new SendSmtpTestCommand(),
        new GetDnsblProviderCommand(),
        new GetDnsblStatusCommand(),
        new TestDnsblProviderCommand(),
        new TestSpfSenderCommand(),
        new NewSpfRecordCommand(),
        new TestSpfRecordCommand(),
        new OptimizeSpfRecordCommand(),
        new AddDkimSignatureCommand(),
        new TestDkimSignatureCommand(),
        new NewDkimKeyCommand(),
        new TestDkimRecordCommand(),
        new UpdateDkimKeyCommand(),
        new ExportDnsRecordCommand(),
        new NewDmarcRecordCommand(),
        new NewTlsRptRecordCommand(),
        new NewMtaStsPolicyCommand(),
        new GetSmtpQueueCommand(),
        new SuspendSmtpQueueItemCommand(),
        new ResumeSmtpQueueItemCommand(),
        new RemoveSmtpQueueItemCommand(),
        new ExportSmtpQueueItemCommand(),
        new GetSmtpTraceCommand(),
        new NewSmtpRelayUserCommand(),
        new PublishDnsRecordCommand(),
        new RemoveDnsRecordCommand(),
        new WaitDnsRecordCommand(),
        new NewTlsaRecordCommand(),
        new NewPtrRecordCommand(),
        new DemoCommand(),
        new GetSmtpRelayCommand(),
        new StartSmtpRelayCommand(),
        new StopSmtpRelayCommand(),
    };
}
