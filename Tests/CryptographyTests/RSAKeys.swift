/// Keys of the RSA tests.
enum RSAKeys {
    /// That of RFC 7515 §A.2.1, as PKCS #8.
    static let rfc7515 = """
        -----BEGIN PRIVATE KEY-----
        MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCh+BYK4uPJtGXO
        jS1lYmM2K5J9vinh8CR3/BYlzJChNuOL2TSXxbbqY913EeZ8dCn5VrD7io8ImtxL
        aYk8wTM/U+3QGbh3hCUv7JFP5IV3aVlL6kKA0ywPVb9ilE8TA5a8bpvfbr3SvaNn
        juygxmj3AbONv/s4yDQs4v5tJ/reSlpIdJed1LnPmt7Ex1sFhSwsD174pcF1A5L5
        ROjtZMEQxrZHYJqkeDrrnGya11UxMFBji4NmXG9veoKjlnAqH2QbgtPr8jkiGUkf
        toaHLFcW9Qr4NY2ai50Xw0Byj3+H2JoY2PyrZ62EWQwuz3WTOTY8BwNNb2BvniHg
        VFbK5emhAgMBAAECggEAEq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyW
        PEAeP88vLNO97IjlA7/GQ5sLKMgvfTeXZx9SE+7YwVol2NXOoAJe46sui395IW/G
        O+pWJ1O0BkTGoVEn2bKVRUCgu+GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzj
        kn439X0M/V51gfpRLI9JYanrC4D4qAdGcopV/0ZHHzQlBjudU2QvXt4ehNYTCBr6
        XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl/x/jTj3ccPDVZFD9pIuhLhBOneufuBiB
        4cS98l2SR/RQyGWSeWjnczT0QU91p1DhOVRuOopznQKBgQDgHMQQ60imZV1URk0K
        pLttoLhyt3SmqdEf/kgHePDdtzEafpAu+cS191R2JiuoF2yzWXnwFDcqGigp5BNr
        0AHQfD8/Lk8l1Mk09jxxCfui5nYooNyac8YFjm3vItzVCVDnEd3BbVWG8qf6deqE
        lMGAg+C2V0L4oNXnP7LZcPAZRwKBgQC5A8R+CZW2MvRTLLHzwZkUXV866cff7tx6
        kqa0finGG0KgeqlaZPxgCZnFp7AeAcCMtiynVlJ7vMVgePsLq6XtON4tB5kP9jAP
        rq3rbAOal78eUH5OcED6eNuCV8ixEu1eWcPNCS/l1OW1EnXUEoEHKl54Xrrz2uNw
        kgMTP1FZ1wKBgAcCn1dwJKufzBWQxWQp1vsM5fggqPN1qGb5y0MAk3g7/Ls5bkUp
        5u9SN0Ai3Ya6hNnvWJMb7sXQX6U/zyO2M/hTip7tUeh7CXgwo59dkpN75gJLVds2
        9+DAncu3KXU4f2Fa+7bLNrur53k8KwPOq2bbuTG69QtV7Jr5MR0AHWKNAoGBAIf/
        evpitUf+4JYbLpvNXWcY052Mpz22aR84mY3nh3F2LF2mjMJDpTg7FmuyPcVw6EcG
        yoAe9fa65iNqCq+jdw6PVNGo2hxfjSiZ8IIzHdsPXI89//pMjZcQK9r+CCoRjaZj
        OYiIDktVWZzmevJuv6WywUqd57LE3Zar3dLSIkx1AoGAIYd7DHOhrWvxkwPQsRM2
        tOgrjbcrfvtQJipd+DlcxyVuuM9sQLdgjVk2oy26F0EmpScGLq2MowX7fhd/QJQ3
        ydy5cY7YIBi87w93IKLEdfnbJtoOPLUW0ITrJReOgo1cq9SbsxYawBgfp/gh6A56
        03k2+ZQwVK0JKSHuLFkuQ3U=
        -----END PRIVATE KEY-----
        """

    static let rfc7515Public = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAofgWCuLjybRlzo0tZWJj
        NiuSfb4p4fAkd/wWJcyQoTbji9k0l8W26mPddxHmfHQp+Vaw+4qPCJrcS2mJPMEz
        P1Pt0Bm4d4QlL+yRT+SFd2lZS+pCgNMsD1W/YpRPEwOWvG6b32690r2jZ47soMZo
        9wGzjb/7OMg0LOL+bSf63kpaSHSXndS5z5rexMdbBYUsLA9e+KXBdQOS+UTo7WTB
        EMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6/I5IhlJH7aGhyxX
        FvUK+DWNmoudF8NAco9/h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXp
        oQIDAQAB
        -----END PUBLIC KEY-----
        """

    /// Self-signed by it.
    static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIICmTCCAYGgAwIBAgIBBzANBgkqhkiG9w0BAQsFADAPMQ0wCwYDVQQDDAR0ZXN0
        MCAXDTI2MDEwMTAwMDAwMFoYDzIxMjYwMTAxMDAwMDAwWjAPMQ0wCwYDVQQDDAR0
        ZXN0MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAofgWCuLjybRlzo0t
        ZWJjNiuSfb4p4fAkd/wWJcyQoTbji9k0l8W26mPddxHmfHQp+Vaw+4qPCJrcS2mJ
        PMEzP1Pt0Bm4d4QlL+yRT+SFd2lZS+pCgNMsD1W/YpRPEwOWvG6b32690r2jZ47s
        oMZo9wGzjb/7OMg0LOL+bSf63kpaSHSXndS5z5rexMdbBYUsLA9e+KXBdQOS+UTo
        7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6/I5IhlJH7aG
        hyxXFvUK+DWNmoudF8NAco9/h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRW
        yuXpoQIDAQABMA0GCSqGSIb3DQEBCwUAA4IBAQBJy6KvwLXzX5hkb33tJduTJiv0
        fYVaDAM5zBZ5Q7rJ/QX01c7klV3pWGMgaIWr3yhYW9/Qp0+gVohth+BIKvYMPaOf
        qA6e5o1r/AG5uJjWywiC0JU9r1jPx0wOBXHLWeBf7vLsS5PJijZluvuYncXaeJJp
        yMFK/A0V/HJD8MQasTcM9hCVVAyg7HMCi5+ZBkBFuZNqvj4A40yyV58Fb8inVBJ7
        AlULiWJlLzpzQTWBnfz3UPFAEICnQAKU1lqykFpaPtT0UHznxLdtxmK0ecrV7/PS
        2NjweKWIaja89FOWGoeS/rUm0/0CuZ999zUpIzvzBYQL6e+w+FHfCkBgDpjr
        -----END CERTIFICATE-----
        """

    /// SHA-256 of the certificate's DER form, as another implementation gives it.
    static let thumbprint = "e022c7c88d1dfd43cb8e710e6192c69bb06eb3a9a9b9500de787a7a9636bcdc3"

    static let short = """
        -----BEGIN PRIVATE KEY-----
        MIICdwIBADANBgkqhkiG9w0BAQEFAASCAmEwggJdAgEAAoGBALqAg7TLT2PgzvZX
        wm8CFdqgA872C36NdFCv0e18FA9VcSqnbMM+1/fd8VdPeGFhXozrVsG3aA+xkwsh
        i9JDjtlpl1yqcpbHD5HUK7Sg60jXADPiaZOcTEbocjsRwlFmONWPSGyGIgvBAANS
        Yzme/qRxzJA1WGR2RUnMk1Fbg9bFAgMBAAECgYEAt59CjWXDE5ZKjrZXI86Mz8TO
        Gx2asY36IFsLOGP6qCI6moFfD1i3cD6fmJQQ9OfWHK60q2O1XAY8vS/ZJzsGz47G
        b8CmY1i9LhUaS6KBrJPaWbq+ktOFWAA+Z+PNTDkbqui/qHRRXsD5+8uuHaS4Xl2w
        PKIu5DvgUb8JS0qJ2eECQQDq54ABSyxzYIHSoTGMIPR2hhzqn3UAGrZVdxeHfXOc
        HVwzd7VLfIIc7CEWpyPONpt4nDb0GRIgloI0LhXirc89AkEAy0A8S8BoiHkCuMvZ
        X8cpycHwIVDP+IkSpA4piLuct7f2WQIP59/TxHkVHgXVvut74e7nen/l8dwAkQgc
        Yz6eKQJBAJEGPbwOujG9Oklc5WcbDXKDWCTuL2DSHRHkxa0Loa2XXs4TsOUayIWs
        rrz6kZuFkTTEVRUcyVk/MsGeVjqtjg0CQGmpbS8cSbuY3TdgkhLeoPTII6PONS/J
        Yq1yx1jT37cKpcDD96zdiWO8ZqQC+ImWNgLQhfoC/3Fqo8jB5LAbX3ECQAKVKHZ0
        ErwQJt4v6IEhSMNa4vAYcDkjp5BqQsObbOukIu3jF207IrCZliFcuVnNunOa3BG0
        Ni5M5hzFQtMkISM=
        -----END PRIVATE KEY-----
        """

    static let ellipticCurve = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgKY7ZfORJOE4SG+ED
        fpU+3lWNzgAeKKXr4sH87nKPe6ahRANCAARvHegjdYPV1KggAKrFVGSrO1Q5k5OU
        VPpqK9BRuM/OVsRT75VwMdEM7Jy7fz1TWLQczWsL39yZkPmHRsZgOS0I
        -----END PRIVATE KEY-----
        """

    /// The first one under a passphrase.
    static let encrypted = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIIFNTBfBgkqhkiG9w0BBQ0wUjAxBgkqhkiG9w0BBQwwJAQQuAOcE6pRxwhethAL
        crucEwICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEMcjozLfZ0ZEGhqP
        05Slhb4EggTQfVLPHqJJ2OXkKMFkAIw9ajAhHniAY4R7X2+tgQ+zZavjKar8HQZ0
        hEQ6NXeNUt36aLXQzmm5zOLPsrxR4K6o+qjoI8WTvd0UvrAh8mUqGN6VFumYFSB1
        wyOgXg4VLYsr54dAjaIMpfwhmNwV13Y//IBaU36dRUvHuTWhPrHJK8HjVotH5gmh
        XA/1IncVUHmaSyD0i44Vfkmv76WtwoAkExN5YSb6P5qA8Qltn+AJZ/Iz5YYi0+9s
        fqV1dGmPmFpJCXMhiK1Q4EeIcqLOXuja4elKTyWMD3iiLRtBd73bzxGhd9AF+lMD
        HrHmeanEgDcZ02iscwyIGy8K30adkSXyhj+9GIzj+oHnJ+MWZ8KOYOwCLHIisqfE
        q7sKJ2qoSXdsvkC0O3PUaYIZ8YRnSeF3lwD358dtT3GDFPB8mmFiGfVWFmKzCL10
        s1cdktLIYdR+S8v6VpQyDDvWanVJLS9COQdeGmEkzq+UR9tKdFGtVtTUnQDRhzbV
        AZL2m4hgD6umQAMIbZdsV1ynkLyGPaqPtNZGOMKuT3fOJ83aE3aIIm2iUFMZ+fLS
        VJlRWAF0I7DTg2xHgfYinr2VYlzf6eC2OQ32eLjtrXvkNomjF2VyA5QD7zeSxGxK
        VuQbtGWUjtcR9+LoTULamk0aIZfk79pWwsWrZukytnnPsOwcq/zVGQE5RyyAhTp1
        3NXjRUGYb4Hd5nCSLut+XMQfhcsUmhFDsrZ5FErvJEcPABbrqSz2GFr8TC5MwHxr
        sSJJkH6V3qeHhREGGx0PEs8SJj36rwHU4X+yoUqamsAochfAn9o8qRhNPJxTDCQx
        8d9tLZQZV6+8PKoEdNewgHrLSIU98q+Z2dZVWY+gnJcOie0ky4qvRFNenv6dOU58
        M44jDp1uHHnJXxbRdmnsDcfyJMtf8xNEPxN2+pBTSvGmU6dbDvCKhQvaGtpSEz4f
        1981S7GSqIdNr0MArOX/pJcbg+ELx0YE4Yck+5y2I8sZxbkfmVApdw0hL7ymHGZp
        rbY+hW+2awHbJY7NQZi9o4okd5qc2pnbt1LWEjV3NW1pyAjbR3EKa4ampcCOrB8H
        S/VxXB/AJUx6jA1f2OpVDblNn8XxWLVt83KkvH9Mw2Wvi1UKKQuvp/3PPaCli95x
        P7etK5JbYMPcJCCe23CxxOvay1C5gQBY0HLHFrDqhjhK6qkdMksQMtwtS0MD5q6y
        nmSdfS9N0luAYyjUe8PsNKN+s0FZqPRWrPS3MPeiDd6OgNiOxyAD2TBXWakIjUxp
        pD4yjBDfskuQBhf5PGCTsn+0Yql096RE3NOvKdfC94h9n8xM/xX0q0VVtVbJfP5j
        P7evVeTadrnFPFk1zU09bWPlrKtL3mxgWNFFaFZ+/gWxZmUovAb7RlmExCrJWDFI
        I3/Ac4ujm2oUh8nHRgaAa27JCyRCQIJWQswEOVO0CK0BUjyY5D/bCkOmXH4gop5R
        uEPtAEgVrXajQGgmWA4Ql2d2cDikyrEf+LdaMVLJ1R59LAOgNsp+Bw1R6VUJQHg6
        4gw2UgBGnvg8q1YJ6dKf6T7sxmdKRGVhk+xXQvtd4uhVWI8EUx3UzmgEIN22M0wc
        vvCOkqqrG6FYZQji5Zk1lSKymh5b0qku8vtmRS1WcT0c/bx73F7sk38=
        -----END ENCRYPTED PRIVATE KEY-----
        """
}
