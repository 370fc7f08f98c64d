namespace SmtpAdmin.Interop.Tests.Peers;

/// <summary>The daemons of a Postfix besides those that listen.</summary>
internal static class PostfixDaemons
{
    /// <summary>Their lines in master.cf: service, type, private, unprivileged, chroot, wake-up, processes, program.</summary>
    public const string Master = """
        pickup    unix  n - n 60 1 pickup
        cleanup   unix  n - n - 0 cleanup
        qmgr      unix  n - n 300 1 qmgr
        tlsmgr    unix  - - n 1000? 1 tlsmgr
        rewrite   unix  - - n - - trivial-rewrite
        bounce    unix  - - n - 0 bounce
        defer     unix  - - n - 0 bounce
        trace     unix  - - n - 0 bounce
        verify    unix  - - n - 1 verify
        flush     unix  n - n 1000? 0 flush
        proxymap  unix  - - n - - proxymap
        smtp      unix  - - n - - smtp
        relay     unix  - - n - - smtp
        virtual   unix  - n n - - virtual
        discard   unix  - - n - - discard
        error     unix  - - n - - error
        retry     unix  - - n - - error
        showq     unix  n - n - - showq
        anvil     unix  - - n - 1 anvil
        scache    unix  - - n - 1 scache
        postlog   unix-dgram n - n - 1 postlogd

        """;
}
