using SmtpAdmin.Interop.Tests.Peers;

// Real servers on few cores: one test at a time, one server of each kind for the whole run.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: AssemblyFixture(typeof(PeerSet))]
