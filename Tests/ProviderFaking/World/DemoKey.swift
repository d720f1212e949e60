/// The key pair and certificate of the demonstration: public, so it proves nothing to anybody but the fakes.
package enum DemoKey {
    package static let privatePEM = """
        -----BEGIN PRIVATE KEY-----
        MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQCnQhYKNlBScrsi
        0zWt5Ln4eTmAEn6P07CO+arfigB2LiPkHMirnTqf8QhgxKmKPKsI6mwGIoCFfaet
        Iyui1RTdc36Gn7dy1KLgjxqIvABbxPqpdnOAzQEyzYHKmR5vyklS/uoCUZJd5+JS
        QuWP9TQ7Ok6H2rS0G5zlnwL9cPCoWHwwG/jazZhiI7vYboPrApVSJ1zVxr7e4FHX
        NU9KV6p3BcnzhYW/MhFAaN2q1dct5Tnl79GmnezdZ29L/+GyocjlftT3ROGv21MV
        Kp3gMSgm7HgUwyOwYYF2NuD6Ojc32tMeSfRDZ8kNZISkJY1X6aubEcY679O3Fm/A
        91vvAuvtAgMBAAECggEAAW7aBH1ho8sy2kIIADTo+P2E5hmCdxX/ucHe2mpyxZBw
        o0gx2fKPaYZlpXqZ30LUzk8/3K+X/UzNznhyK8N6mckfCOU+a5/xw03GkuxVbnPa
        F/CZXb2j6H0FQyibr6aCiVEAzUNIp0BQ2paTI/AcYfOGb7iKes6PwhHiMyywCykv
        Xy6EWoO6fvykTLUtNzUAwnD6yjuOYatU9iK+k94eQGP/hWKCMzgTkDvvsxsjfLR1
        BynaJr13dvPM/kFcbH7QYDrrkwq33bt+H61lKCEmBfVFb/ayhbo0PzSemfN40H+D
        K5LCdoaF33ln/K797q8jEzTSYFekwaXZqBeaNwJ20QKBgQDUTbhD7ZDgHxI3A6wP
        KoquPdclLExPf+f4oe6SotPScdEmO3pQavFSSKFigwA1rCAXtL3YwQzokmNZY1bJ
        VXOB0+OYGc9zftKdlnaD3kslv2iO1royFv9Xgx3k/flhvP0HhO0kI4AMA5R4Oe3b
        atBtMZl1giGcC2I1W55bYhEOWQKBgQDJruvIhFZ5eXz8WeZH5Ya8P4RQpBPM9chq
        xp8WpdR81P34Hige4po0rpqaXe9ZFjKtMXpR/MPCOKh4XMJRMRNv2ohn94px3IZh
        hyEke32In+pQLGuoOueIXdgaf/svT2eihu4B6wZU3IyW+WL0aRPh7msOT3qCw9G5
        ZXUhGQ8ftQKBgFioPBLh2mY9k3W16txKf69T08yKOzPXzh9eQCqsJJj1PsogfGuo
        vS4Hdp2U5zmCr8Q2jjE+LQ3SU/q4KT3amWnV+m1CGge5Jmr4snVPF0KkNB2yPf88
        61S4RHukM8hFC8VgFUfKK2bY999dEZ9Xc8Klu9f+h9qKRnDR2cd/pG/BAoGBAIQg
        w7mW8WwdqkNMxi+98DotxopqI8q4DrfdLeZRd9bcVxIQ96ncPLhc105gUejkQQj0
        DDXgSYNZSQ2pf2hfpWM3IPwz0RBtL+B+/bh/6qryUTh7EYCiLoNJL8WUqMPC2ptA
        mHbLOVepMbXK5ghHOs5eOuaiLRm0Hha+oDCx0RWtAoGBALEHJ8IWXhP8pHSfneBk
        z5IDcVBxBVi9hRa3ZC3PxOEzpKsmEzUaPZDhjRrdw2GHKvp3gjXqwq9851y3Triy
        Jl4/LGyCN3tQU575FZU/Cu+uFcRGT059LrpvqvUXjYeYytk6fE+j9MVcCDuyTFSo
        FBMNftT1GRd0b7sO8bziO/Wj
        -----END PRIVATE KEY-----

        """

    package static let publicPEM = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAp0IWCjZQUnK7ItM1reS5
        +Hk5gBJ+j9Owjvmq34oAdi4j5BzIq506n/EIYMSpijyrCOpsBiKAhX2nrSMrotUU
        3XN+hp+3ctSi4I8aiLwAW8T6qXZzgM0BMs2Bypkeb8pJUv7qAlGSXefiUkLlj/U0
        OzpOh9q0tBuc5Z8C/XDwqFh8MBv42s2YYiO72G6D6wKVUidc1ca+3uBR1zVPSleq
        dwXJ84WFvzIRQGjdqtXXLeU55e/Rpp3s3WdvS//hsqHI5X7U90Thr9tTFSqd4DEo
        Jux4FMMjsGGBdjbg+jo3N9rTHkn0Q2fJDWSEpCWNV+mrmxHGOu/TtxZvwPdb7wLr
        7QIDAQAB
        -----END PUBLIC KEY-----

        """

    /// Self-signed, valid for a hundred years from November 2026.
    package static let certificatePEM = """
        -----BEGIN CERTIFICATE-----
        MIIDITCCAgmgAwIBAgIUFV9WHVr0FH+C3iqIxMgkEhNRcSUwDQYJKoZIhvcNAQEL
        BQAwHzEdMBsGA1UEAwwUR25vbW9uIGRlbW9uc3RyYXRpb24wIBcNMjYxMTI2MTE0
        NjM4WhgPMjEyNjExMDIxMTQ2MzhaMB8xHTAbBgNVBAMMFEdub21vbiBkZW1vbnN0
        cmF0aW9uMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAp0IWCjZQUnK7
        ItM1reS5+Hk5gBJ+j9Owjvmq34oAdi4j5BzIq506n/EIYMSpijyrCOpsBiKAhX2n
        rSMrotUU3XN+hp+3ctSi4I8aiLwAW8T6qXZzgM0BMs2Bypkeb8pJUv7qAlGSXefi
        UkLlj/U0OzpOh9q0tBuc5Z8C/XDwqFh8MBv42s2YYiO72G6D6wKVUidc1ca+3uBR
        1zVPSleqdwXJ84WFvzIRQGjdqtXXLeU55e/Rpp3s3WdvS//hsqHI5X7U90Thr9tT
        FSqd4DEoJux4FMMjsGGBdjbg+jo3N9rTHkn0Q2fJDWSEpCWNV+mrmxHGOu/TtxZv
        wPdb7wLr7QIDAQABo1MwUTAdBgNVHQ4EFgQUWXR/i9PVFNiFYdaVlfaewHCZvz0w
        HwYDVR0jBBgwFoAUWXR/i9PVFNiFYdaVlfaewHCZvz0wDwYDVR0TAQH/BAUwAwEB
        /zANBgkqhkiG9w0BAQsFAAOCAQEADMhjbAjkzPzC06P+5y5QA2NaEUecAthsd7/k
        0eBCiCz7/EM3BDIPfYNdrJbsKBrX8a/t1VZ1btWRV1fMOWrgGjx7oCgZm6jrh8G/
        EjRCYVU7DZSGeccdnyx9rMglpPUP/liP5p2dfZsijkrxz1M6kc/Clg63trE8GK94
        EszXixpR4yITFghLSPQZhupmP0zNatdtsrJ50Viq7mzsfB6sqyPWdNTnYRvFlMsm
        GW1hhQrzOrS1NF0YRkokkJagm1ikqJk1R1gnAwNX1pyZ8xhHWNBjSglNgUjVOGh7
        uCq1Jwdi0xiERdjGy485vzwy0eqxh0JlmsYp8/mEg3N9cTueyQ==
        -----END CERTIFICATE-----

        """
}
